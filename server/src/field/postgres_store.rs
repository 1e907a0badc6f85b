//! Rows in a PostgreSQL database that many servers share.

use std::time::Duration;

use postgres::{Client, Config, NoTls, types::ToSql};

use super::period::Period;
use super::rows::{Cell, Row};
use super::sqlite_store::{seconds, slot};
use super::statements::{FORGET_COUNTS, FORGET_TIMES, ON_OLDER_COUNT, ON_OLDER_TIMES, SELECT_COUNTS, SELECT_TIMES, TABLES};
use super::store::{SCHEMA_VERSION, Store, StoreError, Wanted};

/// How long to wait for a connection, and for the network to take a packet.
const PATIENCE: Duration = Duration::from_secs(5);

/// Servers that start together must not make the tables at once. The number is any that no other program uses.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7061190042)";

const VERSION_TABLE: &str = "CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BIGINT NOT NULL);";

/// Rows in PostgreSQL.
pub struct PostgresStore {
    client: Client,
}

impl PostgresStore {
    /// Connects, and makes the tables if they are not there.
    ///
    /// # Errors
    /// When the database cannot be reached or a newer server made the tables.
    pub fn open(config: &Config) -> Result<Self, StoreError> {
        let mut config = config.clone();
        config.connect_timeout(PATIENCE).tcp_user_timeout(PATIENCE).application_name("offcut-server");
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
            transaction.batch_execute(&TABLES.replace("{bytes}", "BYTEA"))?;
            transaction.execute(
                "INSERT INTO meta VALUES ('schema_version', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                &[&SCHEMA_VERSION],
            )?;
        }
        transaction.commit()?;
        Ok(Self { client })
    }
}

/// The columns that both tables begin with, as arrays: one statement writes all rows, instead of one journey for each.
#[derive(Default)]
struct Columns<'a> {
    period: Vec<&'a str>,
    start: Vec<i64>,
    replica: Vec<&'a str>,
    flush: Vec<i64>,
    split: Vec<&'a str>,
    value: Vec<&'a str>,
    n: Vec<i64>,
}

impl<'a> Columns<'a> {
    fn push(&mut self, row: &'a Row, n: i64) {
        self.period.push(row.slot.period.word());
        self.start.push(seconds(row.slot.start));
        self.replica.push(&row.replica);
        self.flush.push(row.flush);
        self.split.push(&row.split);
        self.value.push(&row.value);
        self.n.push(n);
    }

    fn with<'b>(&'b self, rest: &[&'b (dyn ToSql + Sync)]) -> Vec<&'b (dyn ToSql + Sync)> {
        let mut all: Vec<&(dyn ToSql + Sync)> = vec![&self.period, &self.start, &self.replica, &self.flush, &self.split, &self.value, &self.n];
        all.extend_from_slice(rest);
        all
    }
}

const COLUMNS: &str = "$1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::bigint[]";

impl Store for PostgresStore {
    fn write(&mut self, rows: &[Row]) -> Result<(), StoreError> {
        let (mut counts, mut times) = (Columns::default(), Columns::default());
        let (mut names, mut stages, mut colds, mut sums, mut histograms) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for row in rows {
            match &row.cell {
                Cell::Count { name, n } => {
                    counts.push(row, *n);
                    names.push(name.as_str());
                }
                Cell::Times { stage, cold, n, sum_ms, histogram } => {
                    times.push(row, *n);
                    stages.push(stage.as_str());
                    colds.push(*cold);
                    sums.push(*sum_ms);
                    histograms.push(histogram.as_slice());
                }
            }
        }
        let mut transaction = self.client.transaction()?;
        transaction.execute(
            &format!("INSERT INTO counts (period, start, replica, flush, split, value, n, name) SELECT * FROM unnest({COLUMNS}, $8::text[]) {ON_OLDER_COUNT}"),
            &counts.with(&[&names]),
        )?;
        transaction.execute(
            &format!(
                "INSERT INTO times (period, start, replica, flush, split, value, n, stage, cold, sum_ms, histogram)
                 SELECT * FROM unnest({COLUMNS}, $8::text[], $9::boolean[], $10::double precision[], $11::bytea[]) {ON_OLDER_TIMES}"
            ),
            &times.with(&[&stages, &colds, &sums, &histograms]),
        )?;
        Ok(transaction.commit()?)
    }

    fn read(&mut self, wanted: &Wanted) -> Result<Vec<Row>, StoreError> {
        let Wanted { period, from, to, split } = *wanted;
        let (word, from, to) = (period.word(), seconds(from), seconds(to));
        let mut rows = Vec::new();
        for row in self.client.query(SELECT_COUNTS, &[&word, &from, &to])? {
            rows.push(as_row(period, &row, Cell::Count { name: row.try_get(5)?, n: row.try_get(6)? })?);
        }
        for row in self.client.query(SELECT_TIMES, &[&word, &from, &to, &split])? {
            let cell = Cell::Times {
                stage: row.try_get(5)?,
                cold: row.try_get(6)?,
                n: row.try_get(7)?,
                sum_ms: row.try_get(8)?,
                histogram: row.try_get(9)?,
            };
            rows.push(as_row(period, &row, cell)?);
        }
        Ok(rows)
    }

    fn forget(&mut self, period: Period, before: u64) -> Result<(), StoreError> {
        for statement in [FORGET_COUNTS, FORGET_TIMES] {
            self.client.execute(statement, &[&period.word(), &seconds(before)])?;
        }
        Ok(())
    }

    fn is_usable(&self) -> bool {
        !self.client.is_closed()
    }
}

fn as_row(period: Period, row: &postgres::Row, cell: Cell) -> Result<Row, postgres::Error> {
    Ok(Row {
        slot: slot(period, row.try_get(0)?),
        replica: row.try_get(1)?,
        flush: row.try_get(2)?,
        split: row.try_get(3)?,
        value: row.try_get(4)?,
        cell,
    })
}

impl From<postgres::Error> for StoreError {
    /// The error's own text is as short as "db error"; what is behind it says why. Neither has the password.
    fn from(error: postgres::Error) -> Self {
        let source = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
        Self::Unavailable(format!("the database says {error}{source}"))
    }
}
