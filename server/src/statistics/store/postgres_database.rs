//! PostgreSQL: a database that many servers share.

use std::error::Error;
use std::io;
use std::sync::LazyLock;
use std::time::Duration;

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Client, Config, NoTls};

use super::database::{Columns, Database, Opener, SCHEMA_VERSION, Statement, StoreError, TABLES};
use crate::error::StartupError;

/// Words of SQLite, and those of PostgreSQL.
const REPLACEMENTS: [(&str, &str); 3] = [
    ("BLOB", "BYTEA"),
    ("json_each($1)", "json_array_elements(CAST(CAST($1 AS TEXT) AS JSON))"),
    ("unhex(value ->> 10)", "decode(value ->> 10, 'hex')"),
];

/// Time to wait for a connection, for the network to take a packet, and for the database to answer a statement: it may have taken the connection and
/// hang, which no option of the network notices, and readers of `/stats` wait as long.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Time that the database gives a statement: it ends before we give up, and says why.
const STATEMENT_TIMEOUT: &str = "SET statement_timeout = '4s'";

/// Lock against servers that start together and make the tables at once, for as long as the statements run that are sent with it. The number is any
/// that no other program uses.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7061190042)";

/// Runtime of all connections. It is never shut down, since that would wait for a name that is still looked up.
static RUNTIME: LazyLock<io::Result<Runtime>> = LazyLock::new(|| Builder::new_multi_thread().worker_threads(1).enable_all().build());

/// Opener of the database at this address, as `postgres://user@host/name`. Fails where it is none, in a sentence without it, since it may have a
/// password.
pub fn opener(url: &str) -> Result<Opener, StartupError> {
    let config: Result<Config, tokio_postgres::Error> = url.parse();
    let mut config = config.map_err(|error| {
        let reason = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        StartupError::Statistics(format!("--database is not the address of a database ({reason}). Write postgres://user:password@host/name"))
    })?;
    config.connect_timeout(TIMEOUT).tcp_user_timeout(TIMEOUT).application_name("offcut-server");
    Ok(Box::new(move || Ok(Box::new(PostgresDatabase::open(&config)?))))
}

/// Connection to PostgreSQL.
struct PostgresDatabase {
    client: Client,
    /// Task of the connection: its error is that of the next statement.
    connection: JoinHandle<Result<(), tokio_postgres::Error>>,
}

impl PostgresDatabase {
    /// Connects, and makes the tables if they are not there. Fails where the database cannot be reached or a newer server made the tables.
    fn open(config: &Config) -> Result<Self, StoreError> {
        let connect = async || {
            let (client, connection) = in_time(config.connect(NoTls)).await?;
            Ok(Self { client, connection: tokio::spawn(connection) })
        };
        let mut database = block_on(connect())?;
        database.run(async |client| make_tables(client).await)?;
        Ok(database)
    }

    /// Ends a connection that hangs, and which would wait for the answer in the middle of a transaction.
    fn run<T>(&mut self, work: impl AsyncFnOnce(&mut Client) -> Result<T, StoreError>) -> Result<T, StoreError> {
        block_on(work(&mut self.client)).inspect_err(|error| {
            if *error == no_answer() {
                self.connection.abort();
            }
        })
    }
}

impl Database for PostgresDatabase {
    fn execute(&mut self, statements: &[Statement]) -> Result<(), StoreError> {
        self.run(async |client| {
            let transaction = in_time(client.transaction()).await?;
            for (sql, parameter) in statements {
                let parameters = Vec::from_iter(parameter.iter().map(|parameter| parameter as &(dyn ToSql + Sync)));
                in_time(transaction.execute(&translated(sql), &parameters)).await?;
            }
            in_time(transaction.commit()).await
        })
    }

    fn rows(&mut self, query: &str) -> Result<Vec<Columns>, StoreError> {
        let rows = self.run(async |client| in_time(client.query(query, &[])).await)?;
        let columns = rows.iter().map(|row| {
            let (start, replica, split, value) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            Ok((start, replica, split, value, row.try_get(4)?, row.try_get(5)?, row.try_get(6)?, row.try_get(7)?, row.try_get(8)?))
        });
        columns.collect()
    }

    fn is_usable(&self) -> bool {
        !self.connection.is_finished() && !self.client.is_closed()
    }
}

async fn make_tables(client: &Client) -> Result<(), StoreError> {
    let version_table = "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BIGINT NOT NULL)";
    let version_row = format!("INSERT INTO meta VALUES ('schema_version', {SCHEMA_VERSION}) ON CONFLICT DO NOTHING");
    in_time(client.batch_execute(STATEMENT_TIMEOUT)).await?;
    in_time(client.batch_execute(&format!("{LOCK}; {version_table}; {version_row}"))).await?;
    let version = in_time(client.query_one("SELECT value FROM meta WHERE name = 'schema_version'", &[])).await?;
    let found: i64 = version.try_get(0)?;
    if found > SCHEMA_VERSION {
        return Err(StoreError::Newer { found });
    }
    in_time(client.batch_execute(&format!("{LOCK}; {}", translated(TABLES)))).await
}

fn translated(sql: &str) -> String {
    REPLACEMENTS.iter().fold(sql.to_owned(), |sql, (sqlite, postgres)| sql.replace(sqlite, postgres))
}

fn block_on<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    RUNTIME.as_ref().map_err(|error| StoreError::Unavailable(error.to_string()))?.block_on(work)
}

/// Outcome of a statement, or [`no_answer`] after [`TIMEOUT`].
async fn in_time<T>(statement: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, StoreError> {
    Ok(timeout(TIMEOUT, statement).await.map_err(|_| no_answer())??)
}

fn no_answer() -> StoreError {
    StoreError::Unavailable(format!("the database did not answer within {} s", TIMEOUT.as_secs()))
}

impl From<tokio_postgres::Error> for StoreError {
    /// The error's own text is as short as "db error"; its source says why. Neither has the password.
    fn from(error: tokio_postgres::Error) -> Self {
        let source = error.source().map(|source| format!(": {source}")).unwrap_or_default();
        Self::Unavailable(format!("the database says {error}{source}"))
    }
}
