//! Store of rows, in the SQL that SQLite and PostgreSQL have in common.

use super::database::{Database, Statement, StoreError, Value};
use super::row::{Row, signed};
use crate::statistics::collect::period::Period;

/// Rows of one statement: few enough for every database's limit of parameters, and many enough for few journeys to it.
const ROWS_PER_STATEMENT: usize = 100;

/// Word in [`Selection::split`] that selects the latencies of every dimension.
pub const EVERY_SPLIT: &str = "*";

/// Insert of `counts`, and its part after the values: a later flush replaces an earlier one, so that writing twice changes nothing.
const UPSERT_COUNTS: (&str, &str) = (
    "INSERT INTO counts (period, start, replica, flush, split, value, name, n) VALUES ",
    " ON CONFLICT (period, start, replica, split, value, name)
      DO UPDATE SET flush = excluded.flush, n = excluded.n WHERE excluded.flush > counts.flush",
);

/// Insert of `times`, alike.
const UPSERT_TIMES: (&str, &str) = (
    "INSERT INTO times (period, start, replica, flush, split, value, stage, cold, n, sum_ms, histogram) VALUES ",
    " ON CONFLICT (period, start, replica, split, value, stage, cold)
      DO UPDATE SET flush = excluded.flush, n = excluded.n, sum_ms = excluded.sum_ms, histogram = excluded.histogram
      WHERE excluded.flush > times.flush",
);

/// Rows by period, from, to and split, in one statement, so that counts and times are of the same moment.
const SELECT: &str = "
    SELECT start, replica, flush, split, value, name, n, NULL, NULL, NULL FROM counts
    WHERE period = $1 AND start >= $2 AND start < $3
    UNION ALL
    SELECT start, replica, flush, split, value, stage, n, cold, sum_ms, histogram FROM times
    WHERE period = $1 AND start >= $2 AND start < $3
    AND (split IN ('all', 'server') OR (split = $4 AND stage IN ('total', 'find')) OR $4 = '*')";

/// Deletes by period and age.
const DELETES: [&str; 2] = ["DELETE FROM counts WHERE period = $1 AND start < $2", "DELETE FROM times WHERE period = $1 AND start < $2"];

/// All counts of a time; the latencies of everything together and of the API, and those of one dimension that are compared.
#[derive(Debug, Clone, Copy)]
pub struct Selection {
    /// Period of the buckets.
    pub period: Period,
    /// Unix seconds of the first beginning.
    pub from: u64,
    /// Unix seconds; beginnings are before it.
    pub to: u64,
    /// Word of the dimension, or [`EVERY_SPLIT`].
    pub split: &'static str,
}

/// Store of rows in one database.
pub struct SqlStore {
    database: Box<dyn Database>,
}

impl SqlStore {
    /// Store in this database, whose tables are there.
    pub fn new(database: impl Database + 'static) -> Self {
        Self { database: Box::new(database) }
    }

    /// Adds rows, or replaces those of an earlier flush: all or none of them.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn write(&mut self, rows: &[Row]) -> Result<(), StoreError> {
        let (times, counts): (Vec<&Row>, Vec<&Row>) = rows.iter().partition(|row| row.latencies.is_some());
        let statements = [(counts, UPSERT_COUNTS), (times, UPSERT_TIMES)];
        let chunks = statements.iter().flat_map(|(rows, upsert)| rows.chunks(ROWS_PER_STATEMENT).map(move |rows| statement(*upsert, rows)));
        self.database.execute(chunks.collect())
    }

    /// Rows of a selection, in any order.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn read(&mut self, selection: &Selection) -> Result<Vec<Row>, StoreError> {
        let Selection { period, from, to, split } = *selection;
        let parameters = vec![period_value(period), Value::Integer(signed(from)), Value::Integer(signed(to)), Value::Text(split.to_owned())];
        let rows = self.database.query((SELECT.to_owned(), parameters))?;
        Ok(rows.into_iter().filter_map(|values| Row::from_values(period, values)).collect())
    }

    /// All rows: what is copied elsewhere.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn read_all(&mut self) -> Result<Vec<Row>, StoreError> {
        let mut rows = Vec::new();
        for period in Period::ALL {
            rows.extend(self.read(&Selection { period, from: 0, to: u64::MAX, split: EVERY_SPLIT })?);
        }
        Ok(rows)
    }

    /// Deletes buckets that began before this Unix second.
    ///
    /// # Errors
    /// When they cannot be deleted.
    pub fn delete_before(&mut self, period: Period, second: u64) -> Result<(), StoreError> {
        let parameters = vec![period_value(period), Value::Integer(signed(second))];
        self.database.execute(DELETES.map(|sql| (sql.to_owned(), parameters.clone())).into())
    }

    /// Whether the connection is worth another try.
    pub fn is_usable(&self) -> bool {
        self.database.is_usable()
    }
}

fn period_value(period: Period) -> Value {
    Value::Text(period.as_str().to_owned())
}

fn statement((insert, on_conflict): (&str, &str), rows: &[&Row]) -> Statement {
    let (mut sql, mut parameters) = (insert.to_owned(), Vec::new());
    for row in rows {
        let values = row.values();
        let names: Vec<String> = (1..=values.len()).map(|column| format!("${}", parameters.len() + column)).collect();
        sql += &format!("{}({})", if parameters.is_empty() { "" } else { ", " }, names.join(", "));
        parameters.extend(values);
    }
    (sql + on_conflict, parameters)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::store::row::Latencies;
    use crate::statistics::store::sqlite_database::SqliteDatabase;

    #[test]
    fn repeated_and_older_writes_change_nothing() {
        let mut store = SqlStore::new(SqliteDatabase::in_memory().unwrap());
        let row = |flush, n| Row {
            bucket: Period::Hour.bucket(7200),
            replica: "one".to_owned(),
            flush,
            split: "all".to_owned(),
            value: String::new(),
            name: "ready".to_owned(),
            n,
            latencies: None,
        };
        let latencies = Latencies { cold: true, sum_ms: 2.5, histogram: vec![1, 2, 3] };
        let time = Row { name: "find".to_owned(), latencies: Some(latencies), ..row(1, 1) };
        let many: Vec<Row> = (0..250).map(|start| Row { bucket: Period::Day.bucket(start * 86_400), ..row(1, 1) }).collect();
        store.write(&many).unwrap();
        for rows in [[row(1, 10), time.clone()], [row(3, 30), time.clone()], [row(3, 30), time.clone()], [row(2, 20), time.clone()]] {
            store.write(&rows).unwrap();
        }
        let selection = Selection { period: Period::Hour, from: 7200, to: 7201, split: "build" };
        assert_eq!(store.read(&selection).unwrap(), [row(3, 30), time]);
        store.delete_before(Period::Hour, 7200).unwrap();
        assert_eq!(store.read_all().unwrap().len(), 252);
        store.delete_before(Period::Hour, 7201).unwrap();
        assert_eq!(store.read_all().unwrap(), many);
    }
}
