//! Three servers behind HAProxy, 100 000 events, one server killed: the sums afterwards, with real PostgreSQL and Prometheus.

#![cfg(unix)]

use std::collections::BTreeMap;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use tests::cluster::{Cluster, Sent, eventually};
use tests::database::Postgres;
use tests::services::{self, ServiceProcess, free_port};

const COUNT: usize = 3;
const EVENTS: usize = 100_000;

/// Events before those with the kill, so that the killed server has certainly written something.
const EARLY: usize = 40_000;

/// Place of the server that is killed.
const KILLED: usize = 1;

/// Events that each server accepted, early and late ones together.
fn together(early: &Sent, late: &Sent) -> Result<Vec<u64>> {
    let of = |sent: &Sent, place: usize| sent.accepted.get(&place).copied().unwrap_or(0);
    let sums: Vec<u64> = (0..COUNT).map(|place| of(early, place) + of(late, place)).collect();
    ensure!(sums.iter().sum::<u64>() == EVENTS as u64, "not every event was taken: {sums:?}");
    ensure!(early.in_doubt == 0, "events were in doubt before anything was killed");
    Ok(sums)
}

/// Asserts that the killed server lost at most the events since its last flush, and counted none twice.
fn assert_within(killed: u64, early: &Sent, late: &Sent, accepted: u64, verb: &str) -> Result<()> {
    let flushed_early = early.accepted.get(&KILLED).copied().unwrap_or(0);
    println!(
        "  killed server: {killed} {verb}, of {accepted} it took ({flushed_early} before the last {} events; {} in doubt)",
        EVENTS - EARLY,
        late.in_doubt
    );
    ensure!(flushed_early > 0, "the balancer gave the server that was to be killed nothing");
    ensure!(
        (flushed_early..=accepted + late.in_doubt).contains(&killed),
        "{killed} is not between {flushed_early} and {accepted} + {}",
        late.in_doubt
    );
    Ok(())
}

#[tokio::test]
async fn database_has_events_of_three_servers_after_a_kill() -> Result<()> {
    if services::is_skipped("the test of three servers with PostgreSQL") {
        return Ok(());
    }
    let database = Postgres::start()?;
    let url = database.url();
    let mut cluster = Cluster::start(COUNT, &["--database", &url, "--flush-seconds", "1"])?;
    let survivors = [0, 2];

    let early = cluster.visit(EARLY, None).await?;
    ensure!(eventually(EARLY as u64, async || cluster.shown(0).await).await? == EARLY as u64, "the early events are not all in the database");
    let late = cluster.visit(EVENTS - EARLY, Some(KILLED)).await?;
    let accepted = together(&early, &late)?;

    for place in survivors {
        let counted = cluster.counted(place).await?;
        ensure!(counted == accepted[place], "server {place} took {} and counted {counted}", accepted[place]);
    }
    // The database knows servers by names that they gave themselves: two of the sums are those of the survivors.
    let sums = || -> Result<BTreeMap<String, u64>> {
        let rows =
            database.query("SELECT replica, sum(n) FROM counts WHERE period = 'hour' AND split = 'all' AND name = 'cut_out' GROUP BY replica")?;
        let row = |line: &str| line.split_once('|').context("two columns").and_then(|(replica, n)| Ok((replica.to_owned(), n.parse()?)));
        rows.lines().filter(|line| !line.is_empty()).map(row).collect()
    };
    // Survivors that took the same number need a row each.
    let written = async || {
        let mut rows: Vec<u64> = sums()?.into_values().collect();
        let mut has_row = |place: usize| rows.iter().position(|n| *n == accepted[place]).map(|at| rows.swap_remove(at)).is_some();
        Ok(survivors.map(&mut has_row) == [true, true])
    };
    ensure!(eventually(true, written).await?, "the survivors wrote {:?}, not {accepted:?}", sums()?);
    let total: u64 = sums()?.values().sum();
    let killed = total - survivors.map(|place| accepted[place]).iter().sum::<u64>();

    println!("PostgreSQL: {EVENTS} events through HAProxy; the servers took {accepted:?}; server {KILLED} was killed");
    println!("  database: {total} = {} + {} of the survivors, exact, + {killed}", accepted[0], accepted[2]);
    assert_within(killed, &early, &late, accepted[KILLED], "written")?;
    for place in survivors {
        ensure!(cluster.shown(place).await? == total, "/stats of server {place} shows another total than {total}");
    }

    // Every further write says the same again: one by the clock, one as a server stops.
    tokio::time::sleep(std::time::Duration::from_millis(2500)).await;
    ensure!(sums()?.values().sum::<u64>() == total, "writing again changed the sums to {:?}", sums()?);
    cluster.servers[0].stop()?;
    ensure!(sums()?.values().sum::<u64>() == total, "stopping a server changed the sums to {:?}", sums()?);
    ensure!(cluster.shown(2).await? == total, "the last server shows another total than {total}");
    println!("  written again and stopped: still {total}");
    Ok(())
}

/// Prometheus that scrapes these every second.
fn prometheus(folder: &std::path::Path, targets: &[String]) -> Result<(ServiceProcess, String)> {
    let configuration = serde_json::json!({
        "global": { "scrape_interval": "1s" },
        "scrape_configs": [{ "job_name": "offcut", "static_configs": [{ "targets": targets }] }],
    });
    // JSON is YAML.
    std::fs::write(folder.join("prometheus.yml"), configuration.to_string())?;
    let port = free_port()?;
    let mut command = Command::new("prometheus");
    command.current_dir(folder).args(["--config.file=prometheus.yml", "--storage.tsdb.path=data", "--log.level=error"]);
    command.arg(format!("--web.listen-address=127.0.0.1:{port}"));
    Ok((ServiceProcess::start(&mut command, port)?, format!("http://127.0.0.1:{port}")))
}

#[tokio::test]
async fn prometheus_has_events_of_three_stateless_servers_after_a_kill() -> Result<()> {
    if services::is_skipped("the test of three servers with Prometheus") {
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let cluster = Cluster::start(COUNT, &["--stateless"])?;
    let targets: Vec<String> = cluster.servers.iter().map(|replica| replica.authority.clone()).collect();
    let (_prometheus, address) = prometheus(folder.path(), &targets)?;
    // The last value of each series, those of a server that is gone included.
    let scraped = async || -> Result<Vec<u64>> {
        let query = "max_over_time(offcut_field_events_total{job=\"offcut\", kind=\"cut_out\"}[1h])";
        let response = cluster.json(&format!("{address}/api/v1/query"), &[("query", query)]).await?;
        let series = response["data"]["result"].as_array().context("Prometheus answers no list")?;
        let of = |target: &String| {
            let series = series.iter().find(|series| series["metric"]["instance"] == **target);
            series.and_then(|series| series["value"][1].as_str()).map_or(Ok(0), str::parse)
        };
        Ok(targets.iter().map(of).collect::<Result<_, _>>()?)
    };

    let early = cluster.visit(EARLY, None).await?;
    let early_sums: Vec<u64> = (0..COUNT).map(|place| early.accepted.get(&place).copied().unwrap_or(0)).collect();
    let seen = eventually(early_sums.clone(), &scraped).await?;
    ensure!(seen == early_sums, "Prometheus has {seen:?} of {early_sums:?}");
    let late = cluster.visit(EVENTS - EARLY, Some(KILLED)).await?;
    let accepted = together(&early, &late)?;
    let of_survivors = async || scraped().await.map(|sums| [sums[0], sums[2]]);
    let wanted = [accepted[0], accepted[2]];
    let seen = eventually(wanted, of_survivors).await?;
    ensure!(seen == wanted, "Prometheus has {seen:?} of the survivors' {wanted:?}");
    let sums = scraped().await?;

    println!("Prometheus: {EVENTS} events through HAProxy; the servers took {accepted:?}; server {KILLED} was killed");
    println!("  Prometheus: {} = {} + {} of the survivors, exact, + {}", sums.iter().sum::<u64>(), sums[0], sums[2], sums[KILLED]);
    assert_within(sums[KILLED], &early, &late, accepted[KILLED], "scraped")?;
    Ok(())
}
