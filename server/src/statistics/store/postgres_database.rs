//! PostgreSQL: a database that many servers share.

use std::error::Error;
use std::time::Duration;

use bytes::BytesMut;
use tokio::runtime::{Builder, Runtime};
use tokio::time::timeout;
pub use tokio_postgres::Config;
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, NoTls, Row};

use super::database::{Database, SCHEMA_VERSION, Statement, StoreError, Value, tables};
use crate::error::StartupError;

/// Time to wait for a connection, and for the network to take a packet.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Time for the database to answer a statement. It may have taken the connection and hang, which no option of the network notices, and readers of
/// `/stats` wait as long.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// Time that the database gives a statement: it ends before we give up, and says why.
const STATEMENT_TIMEOUT: &str = "SET statement_timeout = '4s'";

/// Lock against servers that start together and make the tables at once. The number is any that no other program uses.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7061190042)";

const VERSION_TABLE: &str = "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BIGINT NOT NULL);";

/// Address of a database, as `postgres://user@host/name`.
///
/// # Errors
/// When it is none. The sentence has no address, which may have a password.
pub fn config(url: &str) -> Result<Config, StartupError> {
    url.parse().map_err(|error: tokio_postgres::Error| {
        let reason = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        StartupError::Statistics(format!("--database is not the address of a database ({reason}). Write postgres://user:password@host/name"))
    })
}

/// Connection to PostgreSQL.
pub struct PostgresDatabase {
    client: Client,
    executor: Executor,
    /// Given up in the middle of a transaction.
    hangs: bool,
}

impl PostgresDatabase {
    /// Connects, and makes the tables if they are not there.
    ///
    /// # Errors
    /// When the database cannot be reached or a newer server made the tables.
    pub fn open(config: &Config) -> Result<Self, StoreError> {
        let mut config = config.clone();
        config.connect_timeout(TIMEOUT).tcp_user_timeout(TIMEOUT).application_name("offcut-server");
        let executor = Executor::start()?;
        let client = executor.run(async {
            let (mut client, connection) = in_time(config.connect(NoTls)).await?;
            // It ends with the client or the executor; what it fails of is told by the client.
            tokio::spawn(connection);
            in_time(client.batch_execute(STATEMENT_TIMEOUT)).await?;
            make_tables(&mut client).await?;
            Ok(client)
        })?;
        Ok(Self { client, executor, hangs: false })
    }
}

async fn make_tables(client: &mut Client) -> Result<(), StoreError> {
    let transaction = in_time(client.transaction()).await?;
    in_time(transaction.batch_execute(LOCK)).await?;
    in_time(transaction.batch_execute(VERSION_TABLE)).await?;
    let version = in_time(transaction.query_opt("SELECT value FROM meta WHERE name = 'schema_version'", &[])).await?;
    let found: i64 = version.map(|row| row.try_get(0)).transpose()?.unwrap_or(0);
    if found > SCHEMA_VERSION {
        return Err(StoreError::Newer { found });
    }
    if found < SCHEMA_VERSION {
        in_time(transaction.batch_execute(&tables("BYTEA"))).await?;
        let insert = "INSERT INTO meta VALUES ('schema_version', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        in_time(transaction.execute(insert, &[&SCHEMA_VERSION])).await?;
    }
    in_time(transaction.commit()).await
}

impl Database for PostgresDatabase {
    fn execute(&mut self, statements: Vec<Statement>) -> Result<(), StoreError> {
        let Self { client, executor, hangs } = self;
        let done = executor.run(async {
            let transaction = in_time(client.transaction()).await?;
            for (sql, parameters) in statements {
                let parameters: Vec<Cell> = parameters.into_iter().map(Cell).collect();
                in_time(transaction.execute(&sql, &by_reference(&parameters))).await?;
            }
            in_time(transaction.commit()).await
        });
        *hangs = done == Err(no_answer());
        done
    }

    fn query(&mut self, (sql, parameters): Statement) -> Result<Vec<Vec<Value>>, StoreError> {
        let parameters: Vec<Cell> = parameters.into_iter().map(Cell).collect();
        let rows = self.executor.run(in_time(self.client.query(&sql, &by_reference(&parameters))));
        self.hangs = rows.as_ref().err() == Some(&no_answer());
        let values = |row: Row| (0..row.len()).map(|column| row.try_get(column).map(|Cell(value)| value)).collect::<Result<_, _>>();
        Ok(rows?.into_iter().map(values).collect::<Result<_, tokio_postgres::Error>>()?)
    }

    fn is_usable(&self) -> bool {
        !self.hangs && !self.client.is_closed()
    }
}

/// Outcome of a statement, or [`no_answer`] after [`ANSWER_TIMEOUT`].
async fn in_time<T>(statement: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, StoreError> {
    Ok(timeout(ANSWER_TIMEOUT, statement).await.map_err(|_| no_answer())??)
}

/// Runtime of one connection, for the threads that may block.
struct Executor(Option<Runtime>);

impl Executor {
    fn start() -> Result<Self, StoreError> {
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.map(|runtime| Self(Some(runtime))).map_err(|error| StoreError::Unavailable(error.to_string()))
    }

    fn run<T>(&self, work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        self.0.as_ref().map_or_else(|| Err(no_answer()), |runtime| runtime.block_on(work))
    }
}

impl Drop for Executor {
    /// Leaves a name that is still looked up to its thread, which ends by itself.
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

fn no_answer() -> StoreError {
    StoreError::Unavailable(format!("the database did not answer within {} s", ANSWER_TIMEOUT.as_secs()))
}

fn by_reference(parameters: &[Cell]) -> Vec<&(dyn ToSql + Sync)> {
    parameters.iter().map(|cell| cell as _).collect()
}

/// Value of any of the tables' types.
#[derive(Debug)]
struct Cell(Value);

impl ToSql for Cell {
    fn to_sql(&self, of: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match &self.0 {
            Value::Integer(n) if *of == Type::BOOL => (*n != 0).to_sql(of, out),
            Value::Integer(n) => n.to_sql(of, out),
            Value::Real(number) => number.to_sql(of, out),
            Value::Text(text) => text.to_sql(of, out),
            Value::Blob(bytes) => bytes.to_sql(of, out),
            Value::Null => Ok(IsNull::Yes),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Cell {
    fn from_sql(of: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(match *of {
            Type::BOOL => Value::Integer(i64::from(bool::from_sql(of, raw)?)),
            Type::INT8 => Value::Integer(i64::from_sql(of, raw)?),
            Type::FLOAT8 => Value::Real(f64::from_sql(of, raw)?),
            Type::BYTEA => Value::Blob(Vec::from_sql(of, raw)?),
            _ => Value::Text(String::from_sql(of, raw)?),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

impl From<tokio_postgres::Error> for StoreError {
    /// The error's own text is as short as "db error"; its source says why. Neither has the password.
    fn from(error: tokio_postgres::Error) -> Self {
        let source = error.source().map(|source| format!(": {source}")).unwrap_or_default();
        Self::Unavailable(format!("the database says {error}{source}"))
    }
}
