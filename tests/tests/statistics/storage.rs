//! Files and databases: restarts, kills, earlier and newer versions, and places that cannot be written.

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use beacon::Batch;
use serde_json::{Value, json};
use server::statistics::StatisticsFlags;
use tests::beacon_events::{VISIT, cut_out, known_events};
use tests::http_client::post;
use tests::server_process::ServerProcess;

use super::{BROWSER, NOON, Site, assert_near, in_folder, page_folder, try_site};

#[tokio::test]
async fn restart_keeps_totals_and_two_servers_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let one = try_site(in_folder(folder.path())).unwrap();
    one.count(known_events());
    drop(one);
    let one = try_site(in_folder(folder.path())).unwrap();
    let two = try_site(in_folder(folder.path())).unwrap();
    one.count(known_events());
    two.count(known_events());
    two.shared().flush();
    two.count(known_events());
    two.shared().flush();
    for range in ["1h", "24h", "1y"] {
        let stats = one.json(&format!("range={range}")).await;
        assert_eq!((&stats["events"]["cut_out"], &stats["replicas"]), (&json!(12), &json!(3)), "{range}");
        assert_eq!((&stats["source"], &stats["stages"]["find"]["all"]["count"]), (&json!("sqlite"), &json!(12)));
        assert_near(&stats["stages"]["find"]["all"]["p50_ms"], 2000.0, 0.02);
    }
    assert_eq!(one.json("").await["since_start"]["events"]["cut_out"], json!(3));
}

/// Rows that version 0.1.0 of the server wrote for [`known_events`] at [`NOON`], histograms in HdrHistogram's V2 format.
const OLD_DATABASE: &str = include_str!("../../statistics/stats_0_1_0.sql");

/// Asserts that a site shows what a fresh one shows of [`known_events`].
async fn assert_shows_known_events(site: &Site) {
    let fresh = super::site();
    fresh.count(known_events());
    for query in ["range=1h&split=threads", "range=24h&split=version", "range=1y"] {
        let (old, new) = (site.json(query).await, fresh.json(query).await);
        for field in ["events", "verdicts", "stages", "vitals", "failures", "values", "distribution", "series", "megapixels", "replicas"] {
            assert_eq!(old[field], new[field], "{query}: {field}");
        }
    }
}

#[tokio::test]
async fn file_of_earlier_version_is_read() {
    let folder = tempfile::tempdir().unwrap();
    rusqlite::Connection::open(folder.path().join("stats.sqlite")).unwrap().execute_batch(OLD_DATABASE).unwrap();
    assert_shows_known_events(&try_site(in_folder(folder.path())).unwrap()).await;
}

#[cfg(unix)]
#[tokio::test]
async fn postgresql_of_earlier_version_is_read_and_written() {
    if tests::services::is_skipped("the test of an earlier version's tables in PostgreSQL") {
        return;
    }
    let postgres = tests::database::Postgres::start().unwrap();
    let types = [("cold BOOLEAN", "cold INTEGER"), ("BLOB", "BYTEA"), (",X'", ",'\\x"), ("PRAGMA user_version = 1;", "")];
    let tables = types.into_iter().fold(OLD_DATABASE.to_owned(), |sql, (sqlite, postgres)| sql.replace(sqlite, postgres));
    let version = "ALTER TABLE times ALTER cold TYPE BOOLEAN USING cold <> 0; CREATE TABLE meta (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
        INSERT INTO meta VALUES ('schema_version', 1)";
    postgres.query(&(tables + version)).unwrap();
    let flags = StatisticsFlags { stateless: false, database: Some(postgres.url()), flush_seconds: 3600, ..StatisticsFlags::default() };
    let site = try_site(flags.clone()).unwrap();
    assert_shows_known_events(&site).await;
    site.count(known_events());
    drop(site);
    let stats = try_site(flags).unwrap().json("range=24h").await;
    assert_eq!((&stats["source"], &stats["events"]["cut_out"], &stats["replicas"]), (&json!("postgres"), &json!(6), &json!(2)));
    assert_eq!(stats["stages"]["find"]["all"]["count"], json!(6));
}

#[tokio::test]
async fn minutes_hours_and_days_are_deleted_at_their_own_age() {
    const HOUR: u64 = 3600;
    const DAY: u64 = 24 * HOUR;
    let folder = tempfile::tempdir().unwrap();
    // Start of the minute, hour and day of the event: each second after it is one more of its age.
    let midnight = NOON - NOON % DAY;
    let in_memory = (StatisticsFlags::default(), [7 * HOUR, 8 * DAY, 731 * DAY]);
    let in_file = (in_folder(folder.path()), [48 * HOUR, 60 * DAY, 731 * DAY]);
    for (flags, retentions) in [in_memory, in_file] {
        let site = try_site(flags).unwrap();
        site.seconds.store(midnight, Ordering::Relaxed);
        site.count(known_events());
        // Buckets of which nothing may come any more.
        site.seconds.store(midnight + 900 * DAY, Ordering::Relaxed);
        site.count(known_events());
        site.shared().flush();
        site.seconds.store(midnight, Ordering::Relaxed);
        for (place, retention) in retentions.into_iter().enumerate() {
            for (age, kept) in [(retention, 3 - place), (retention + 1, 2 - place)] {
                site.shared().delete_old(midnight + age);
                let mut left = 0;
                for range in ["1h", "24h", "1y"] {
                    left += usize::from(site.json(&format!("range={range}")).await["events"]["cut_out"] == json!(3));
                }
                assert_eq!(left, kept, "{retentions:?}: {age}");
            }
        }
    }
}

#[tokio::test]
async fn write_that_comes_late_replaces_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let site = try_site(in_folder(folder.path())).unwrap();
    site.count(known_events());
    site.shared().flush();
    let later = "UPDATE counts SET flush = 1000, n = 77 WHERE name = 'cut_out'; UPDATE times SET flush = 1000, n = 77, sum_ms = 7 WHERE stage = 'find'";
    let file = rusqlite::Connection::open(folder.path().join("stats.sqlite")).unwrap();
    file.execute_batch(later).unwrap();
    site.count(known_events());
    site.shared().flush();
    let sum_ms: f64 = file.query_row("SELECT max(sum_ms) FROM times WHERE stage = 'find'", [], |row| row.get(0)).unwrap();
    drop(site);
    let stats = try_site(in_folder(folder.path())).unwrap().json("").await;
    assert_eq!((&stats["events"]["cut_out"], &stats["events"]["ready"], sum_ms), (&json!(77), &json!(2), 7.0));
}

#[tokio::test]
async fn damaged_histogram_is_left_out_alone() {
    let folder = tempfile::tempdir().unwrap();
    let site = try_site(in_folder(folder.path())).unwrap();
    site.count(known_events());
    drop(site);
    let damage = "UPDATE times SET histogram = x'' WHERE stage = 'find'; UPDATE times SET histogram = zeroblob(64) WHERE stage = 'download'";
    rusqlite::Connection::open(folder.path().join("stats.sqlite")).unwrap().execute_batch(damage).unwrap();
    let stats = try_site(in_folder(folder.path())).unwrap().json("").await;
    assert_eq!((&stats["stages"]["find"], &stats["stages"]["download"]), (&Value::Null, &Value::Null));
    assert_eq!((&stats["stages"]["total"]["all"]["count"], &stats["events"]["cut_out"]), (&json!(3), &json!(3)));
}

#[tokio::test]
async fn unwritable_folder_is_a_warning_and_loses_nothing() {
    let parent = tempfile::tempdir().unwrap();
    let blocked = parent.path().join("file");
    // A folder cannot be made below a file, not even by root.
    fs::write(&blocked, "in the way").unwrap();
    let site = try_site(in_folder(&blocked)).unwrap();
    site.count(known_events());
    site.shared().flush();
    let stats = site.json("").await;
    assert_eq!(stats["events"]["cut_out"], json!(3));
    assert!(stats["warning"].as_str().unwrap().contains("kept in memory"), "{stats:#}");
    let page = site.get("/stats", &[BROWSER]).await.text;
    assert!(page.contains("class=\"banner\"") && page.contains("kept in memory"));
    assert!(!site.shared().store_is_up());
    fs::remove_file(&blocked).unwrap();
    site.count(known_events());
    site.shared().flush();
    assert_eq!((site.json("").await["warning"].clone(), site.shared().store_is_up()), (Value::Null, true));
    drop(site);
    let again = try_site(in_folder(&blocked)).unwrap();
    for range in ["1h", "24h", "30d"] {
        assert_eq!(again.json(&format!("range={range}")).await["events"]["cut_out"], json!(6), "{range}");
    }
}

#[tokio::test]
async fn sums_of_full_disk_are_read_from_memory_and_written_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("stats.sqlite");
    let site = try_site(in_folder(folder.path())).unwrap();
    let fill = "CREATE TRIGGER disk BEFORE INSERT ON counts BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END";
    for (hours, change, is_full, expected) in [(1, "", false, 3), (2, fill, true, 3), (3, "", true, 3), (4, "DROP TRIGGER disk", false, 12)] {
        rusqlite::Connection::open(&file).unwrap().execute_batch(change).unwrap();
        // Each time another hour, so that those before are over.
        site.wait(3600);
        site.count(known_events());
        site.shared().flush();
        assert_eq!((written(&file), site.shared().store_is_up()), (expected, !is_full), "hour {hours}");
        let stats = site.json("").await;
        assert_eq!(stats["events"]["cut_out"], json!(3 * hours));
        assert_eq!(stats["warning"].as_str().is_some_and(|warning| warning.contains("disk is full")), is_full, "{}", stats["warning"]);
    }
}

#[test]
fn tables_of_newer_server_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    rusqlite::Connection::open(folder.path().join("stats.sqlite")).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
    let error = try_site(in_folder(folder.path())).err().unwrap().to_string();
    assert!(error.contains("newer version") && error.contains("99"), "{error}");
}

#[test]
fn invalid_database_address_is_refused_without_its_password() {
    for url in ["mysql://me:secret@there", "postgres://me:secret@host:port/name"] {
        let flags = StatisticsFlags { stateless: false, database: Some(url.to_owned()), ..StatisticsFlags::default() };
        let error = try_site(flags).err().unwrap().to_string();
        assert!(error.contains("--database") && error.contains("postgres://") && !error.contains("secret"), "{error}");
    }
}

fn started(site: &Path, data: &Path) -> ServerProcess {
    ServerProcess::start_with(site, site, 0, &["--flush-seconds", "1", "--data", data.to_str().unwrap()]).unwrap()
}

/// Sends ten cut-outs.
fn send_ten(server: &ServerProcess) {
    let batch = Batch::new(VISIT, vec![cut_out(1000.0, false); 10]);
    let origin = format!("Origin: {}", server.address());
    let response = post(&server.authority, "/api/v1/events", &[&origin, "Content-Type: text/plain"], batch.to_json().as_bytes()).unwrap();
    assert_eq!(response.status, 204, "{}", response.body);
}

/// Cut-outs in the file, by days, as another program reads them.
fn written(path: &Path) -> u64 {
    let query = "SELECT coalesce(sum(n), 0) FROM counts WHERE period = 'day' AND split = 'all' AND name = 'cut_out'";
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.query_row(query, [], |row| row.get::<_, i64>(0)).map_or(0, |n| n.try_into().unwrap())
}

#[test]
fn killed_server_loses_at_most_one_flush_interval() {
    let (site, data) = (page_folder(), tempfile::tempdir().unwrap());
    let file = data.path().join("stats.sqlite");
    let mut server = started(site.path(), data.path());
    (0..20).for_each(|_| send_ten(&server));
    let start = Instant::now();
    while written(&file) < 200 {
        assert!(start.elapsed() < Duration::from_secs(20), "{} of 200 are written", written(&file));
        std::thread::sleep(Duration::from_millis(50));
    }
    (0..5).for_each(|_| send_ten(&server));
    server.kill().unwrap();
    let connection = rusqlite::Connection::open(&file).unwrap();
    let sound: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    let cut_outs = started(site.path(), data.path()).stats().unwrap()["events"]["cut_out"].as_u64().unwrap();
    assert!((200..=250).contains(&cut_outs), "{cut_outs}");
}

#[cfg(unix)]
#[test]
fn stopped_server_loses_nothing() {
    let (site, data) = (page_folder(), tempfile::tempdir().unwrap());
    let mut server = started(site.path(), data.path());
    send_ten(&server);
    server.stop().unwrap();
    assert_eq!(written(&data.path().join("stats.sqlite")), 10);
}
