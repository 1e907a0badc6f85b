//! PostgreSQL: a database that many servers share.

use std::error::Error;
use std::io;
use std::sync::LazyLock;
use std::time::Duration;

use futures_util::future::try_join_all;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::{Client, Config, NoTls, Statement, Transaction};

use super::database::{
    Columns, Database, Opener, Row, SCHEMA_VERSION, SELECT, StoreError, UPSERT_COUNT, UPSERT_TIMES, buckets, deletes, rows, tables,
};
use crate::error::StartupError;
use crate::statistics::collect::period::BucketKey;
use crate::statistics::collect::rollup::Buckets;
use crate::statistics::query::Query;

/// Time to wait for a connection, and for the network to take a packet.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Time for the database to answer a statement. It may have taken the connection and hang, which no option of the network notices, and readers of
/// `/stats` wait as long.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

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
    /// Given up in the middle of a transaction.
    hangs: bool,
}

impl PostgresDatabase {
    /// Connects, and makes the tables if they are not there. Fails where the database cannot be reached or a newer server made the tables.
    fn open(config: &Config) -> Result<Self, StoreError> {
        block_on(async {
            let (client, connection) = in_time(config.connect(NoTls)).await?;
            let database = Self { client, connection: tokio::spawn(connection), hangs: false };
            in_time(database.client.batch_execute(STATEMENT_TIMEOUT)).await?;
            make_tables(&database.client).await?;
            Ok(database)
        })
    }

    fn run<T>(&mut self, work: impl AsyncFnOnce(&mut Client) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let result = block_on(work(&mut self.client));
        self.hangs = matches!(&result, Err(error) if *error == no_answer());
        result
    }
}

impl Drop for PostgresDatabase {
    /// Ends the connection also where the database hangs: its task would wait for the answer.
    fn drop(&mut self) {
        self.connection.abort();
    }
}

impl Database for PostgresDatabase {
    /// The rows of a bucket are sent before the first answer is waited for: few journeys, and each is answered in time.
    fn write(&mut self, buckets: &Buckets, flush: i64) -> Result<(), StoreError> {
        self.run(async |client| {
            let transaction = in_time(client.transaction()).await?;
            let count = in_time(transaction.prepare(UPSERT_COUNT)).await?;
            let times = in_time(transaction.prepare(UPSERT_TIMES)).await?;
            for (key, aggregates) in buckets {
                let upserts = rows(key.period, aggregates).map(|row| upsert(&transaction, &count, &times, key, row, flush));
                in_time(try_join_all(upserts)).await?;
            }
            in_time(transaction.commit()).await
        })
    }

    fn read(&mut self, query: &Query) -> Result<Buckets, StoreError> {
        let (period, from, to) = (query.range.period, query.from.cast_signed(), query.to.cast_signed());
        let rows = self.run(async |client| in_time(client.query(SELECT, &[&period.name, &from, &to, &query.dimension.name])).await)?;
        let columns = rows.iter().map(|row| -> Result<Columns, tokio_postgres::Error> {
            let (start, replica, split, value) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
            Ok((start, replica, split, value, row.try_get(4)?, row.try_get(5)?, row.try_get(6)?, row.try_get(7)?, row.try_get(8)?))
        });
        Ok(buckets(period, columns.collect::<Result<Vec<_>, _>>()?))
    }

    fn delete_old(&mut self, now: u64) -> Result<(), StoreError> {
        self.run(async |client| {
            for (delete, period, start) in deletes(now) {
                in_time(client.execute(delete, &[&period, &start])).await?;
            }
            Ok(())
        })
    }

    fn is_usable(&self) -> bool {
        !self.hangs && !self.client.is_closed()
    }
}

async fn make_tables(client: &Client) -> Result<(), StoreError> {
    let version_table = "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BIGINT NOT NULL)";
    let version_row = format!("INSERT INTO meta VALUES ('schema_version', {SCHEMA_VERSION}) ON CONFLICT DO NOTHING");
    in_time(client.batch_execute(&format!("{LOCK}; {version_table}; {version_row}"))).await?;
    let version = in_time(client.query_one("SELECT value FROM meta WHERE name = 'schema_version'", &[])).await?;
    let found: i64 = version.try_get(0)?;
    if found > SCHEMA_VERSION {
        return Err(StoreError::Newer { found });
    }
    in_time(client.batch_execute(&format!("{LOCK}; {}", tables("BYTEA")))).await
}

async fn upsert(
    transaction: &Transaction<'_>,
    count: &Statement,
    times: &Statement,
    BucketKey { period, start, replica }: &BucketKey,
    Row { split, value, name, n, times: columns }: Row<'_>,
    flush: i64,
) -> Result<u64, tokio_postgres::Error> {
    let (period, start) = (&period.name, &start.cast_signed());
    if let Some((cold, sum_ms, histogram)) = columns {
        transaction.execute(times, &[period, start, replica, &flush, &split, &value, &name, &n, &cold, &sum_ms, &histogram]).await
    } else {
        transaction.execute(count, &[period, start, replica, &flush, &split, &value, &name, &n]).await
    }
}

fn block_on<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    RUNTIME.as_ref().map_err(|error| StoreError::Unavailable(error.to_string()))?.block_on(work)
}

/// Outcome of a statement, or [`no_answer`] after [`ANSWER_TIMEOUT`].
async fn in_time<T>(statement: impl Future<Output = Result<T, tokio_postgres::Error>>) -> Result<T, StoreError> {
    Ok(timeout(ANSWER_TIMEOUT, statement).await.map_err(|_| no_answer())??)
}

fn no_answer() -> StoreError {
    StoreError::Unavailable(format!("the database did not answer within {} s", ANSWER_TIMEOUT.as_secs()))
}

impl From<tokio_postgres::Error> for StoreError {
    /// The error's own text is as short as "db error"; its source says why. Neither has the password.
    fn from(error: tokio_postgres::Error) -> Self {
        let source = error.source().map(|source| format!(": {source}")).unwrap_or_default();
        Self::Unavailable(format!("the database says {error}{source}"))
    }
}
