//! Counts of events: sent, accepted, and written to the file.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use beacon::Batch;

use crate::beacon_events::{VISIT, cut_out};
use crate::http_client;
use crate::server_process::ServerProcess;

/// Sends a beacon of `events` cut-outs. True once it is answered as taken.
///
/// # Errors
/// When it is refused, or there is no response.
pub fn send(server: &ServerProcess, events: usize) -> Result<()> {
    let body = Batch::new(VISIT, vec![cut_out(700.0, false); events]).to_json();
    let origin = format!("Origin: http://{}", server.authority);
    let response = http_client::post(&server.authority, "/api/v1/events", &[&origin, "Content-Type: text/plain"], body.as_bytes())?;
    ensure!(response.status == 204, "the beacon was answered {}: {}", response.status, response.body);
    Ok(())
}

/// Cut-outs that a range of `/stats` shows.
///
/// # Errors
/// When there is no answer.
pub fn shown(server: &ServerProcess, range: &str) -> Result<u64> {
    let response = http_client::get(&server.authority, &format!("/stats?format=json&range={range}"), &[])?;
    let stats: serde_json::Value = serde_json::from_str(&response.body)?;
    stats["events"]["cut_out"].as_u64().ok_or_else(|| anyhow::anyhow!("/stats says {stats}"))
}

/// Cut-outs in a folder of statistics, by the three periods, as another program reads them from a copy. The folder stays as it is.
///
/// # Errors
/// When the file is damaged, a count is negative, or the periods differ.
pub fn written(data: &Path) -> Result<u64> {
    let copy = tempfile::tempdir()?;
    for entry in fs::read_dir(data)? {
        let entry = entry?;
        // Readers and writers share the index through memory; it is made anew.
        if entry.file_name().to_string_lossy().starts_with("stats.sqlite") && !entry.file_name().to_string_lossy().ends_with("-shm") {
            fs::copy(entry.path(), copy.path().join(entry.file_name()))?;
        }
    }
    let file = copy.path().join("stats.sqlite");
    if !file.exists() {
        return Ok(0);
    }
    let connection = rusqlite::Connection::open(file)?;
    let sound: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
    ensure!(sound == "ok", "the file is damaged: {sound}");
    let has_tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_master WHERE name = 'counts'", [], |row| row.get(0))?;
    if has_tables == 0 {
        return Ok(0);
    }
    let least: i64 = connection.query_row("SELECT coalesce(min(n), 0) FROM counts", [], |row| row.get(0))?;
    ensure!(least >= 0, "a count is {least}");
    let sum = |period: &str| -> Result<u64> {
        let query = "SELECT coalesce(sum(n), 0) FROM counts WHERE period = $1 AND split = 'all' AND name = 'cut_out'";
        Ok(u64::try_from(connection.query_row(query, [period], |row| row.get::<_, i64>(0))?)?)
    };
    let sums = [sum("minute")?, sum("hour")?, sum("day")?];
    ensure!(sums[0] == sums[1] && sums[1] == sums[2], "minutes, hours and days have {sums:?}");
    Ok(sums[2])
}
