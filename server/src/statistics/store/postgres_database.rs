//! PostgreSQL: a database that many servers share.

use std::error::Error;
use std::time::Duration;

use bytes::BytesMut;
pub use postgres::Config;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, NoTls};

use super::database::{Database, SCHEMA_VERSION, Statement, StoreError, Value, tables};
use crate::error::StartupError;

/// Time to wait for a connection, and for the network to take a packet.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Lock against servers that start together and make the tables at once. The number is any that no other program uses.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7061190042)";

const VERSION_TABLE: &str = "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BIGINT NOT NULL);";

/// Address of a database, as `postgres://user@host/name`.
///
/// # Errors
/// When it is none. The sentence has no address, which may have a password.
pub fn config(url: &str) -> Result<Config, StartupError> {
    url.parse().map_err(|error: postgres::Error| {
        let reason = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        StartupError::Statistics(format!("--database is not the address of a database ({reason}). Write postgres://user:password@host/name"))
    })
}

/// Connection to PostgreSQL.
pub struct PostgresDatabase(Client);

impl PostgresDatabase {
    /// Connects, and makes the tables if they are not there.
    ///
    /// # Errors
    /// When the database cannot be reached or a newer server made the tables.
    pub fn open(config: &Config) -> Result<Self, StoreError> {
        let mut config = config.clone();
        config.connect_timeout(TIMEOUT).tcp_user_timeout(TIMEOUT).application_name("offcut-server");
        // That tables are there already is no news.
        config.notice_callback(|_| ());
        let mut client = config.connect(NoTls)?;
        client.batch_execute("SET statement_timeout = '10s'")?;
        let mut transaction = client.transaction()?;
        transaction.batch_execute(LOCK)?;
        transaction.batch_execute(VERSION_TABLE)?;
        let version = transaction.query_opt("SELECT value FROM meta WHERE name = 'schema_version'", &[])?;
        let found: i64 = version.map(|row| row.try_get(0)).transpose()?.unwrap_or(0);
        if found > SCHEMA_VERSION {
            return Err(StoreError::Newer { found });
        }
        if found < SCHEMA_VERSION {
            transaction.batch_execute(&tables("BYTEA"))?;
            transaction.execute(
                "INSERT INTO meta VALUES ('schema_version', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                &[&SCHEMA_VERSION],
            )?;
        }
        transaction.commit()?;
        Ok(Self(client))
    }
}

impl Database for PostgresDatabase {
    fn execute(&mut self, statements: Vec<Statement>) -> Result<(), StoreError> {
        let mut transaction = self.0.transaction()?;
        for (sql, parameters) in statements {
            let parameters: Vec<Cell> = parameters.into_iter().map(Cell).collect();
            transaction.execute(&sql, &by_reference(&parameters))?;
        }
        Ok(transaction.commit()?)
    }

    fn query(&mut self, (sql, parameters): Statement) -> Result<Vec<Vec<Value>>, StoreError> {
        let parameters: Vec<Cell> = parameters.into_iter().map(Cell).collect();
        let rows = self.0.query(&sql, &by_reference(&parameters))?;
        let values = |row: postgres::Row| (0..row.len()).map(|column| row.try_get(column).map(|Cell(value)| value)).collect::<Result<_, _>>();
        Ok(rows.into_iter().map(values).collect::<Result<_, postgres::Error>>()?)
    }

    fn is_usable(&self) -> bool {
        !self.0.is_closed()
    }
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

impl From<postgres::Error> for StoreError {
    /// The error's own text is as short as "db error"; its source says why. Neither has the password.
    fn from(error: postgres::Error) -> Self {
        let source = error.source().map(|source| format!(": {source}")).unwrap_or_default();
        Self::Unavailable(format!("the database says {error}{source}"))
    }
}
