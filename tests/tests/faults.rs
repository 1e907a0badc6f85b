//! Fault injection for the server process: slow clients, kills, disks, clocks, a database that is away. A few rounds in the suite; with
//! `cargo xtask faults` all of them, with the numbers of docs/reliability.md.

#![cfg(target_os = "linux")]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use server::api::ApiFlags;
use tests::api_service::{flags, listen, photo};
use tests::database::Postgres;
use tests::fake_network::FakeNetwork;
use tests::faults::counts::{send, shown, written};
use tests::faults::latencies::Latencies;
use tests::faults::site::{Site, cut_out, metric, open_files, socket_memory};
use tests::faults::slow_client::{SlowClients, SlowMode};
use tests::faults::{extent, is_all, until};
use tests::http_client::{self, Response};
use tests::server_process::ServerProcess;
use tests::services;

/// Time limit, so that a broken server fails the test instead of holding it up.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Limit of a healthy client's latency at p99, which `cargo xtask faults` holds.
const BOUND: Duration = Duration::from_millis(250);

const STORE_UP: &str = "offcut_statistics_store_up";

/// Asserts that a request was answered as it should be.
fn served(response: Result<Response>) -> Result<()> {
    let status = response?.status;
    ensure!(status == 200, "a request was answered {status}");
    Ok(())
}

/// Requests of a healthy client until `end`, one after the other, each over a connection of its own.
fn healthy(server: &ServerProcess, end: Instant) -> Result<[Latencies; 4]> {
    let mut all = ["page", "beacon", "metrics", "photo from the cache"].map(Latencies::of);
    let photo = photo();
    served(cut_out(server, &photo, "quality=raw"))?;
    while Instant::now() < end {
        let [page, beacon, metrics, cached] = &mut all;
        page.take(|| served(http_client::get(&server.authority, "/", &[])))?;
        beacon.take(|| send(server, 1))?;
        metrics.take(|| served(http_client::get(&server.authority, "/metrics", &[])))?;
        cached.take(|| served(cut_out(server, &photo, "quality=raw")))?;
        sleep(Duration::from_millis(5));
    }
    Ok(all)
}

#[test]
fn slow_clients_are_ended_while_others_are_served() -> Result<()> {
    const MODES: [(&str, &[SlowMode], usize); 4] = [
        ("headers a byte a second", &[SlowMode::Head], 1000),
        ("bodies a byte a second", &[SlowMode::Body, SlowMode::Photo], 1000),
        ("answers read slowly or never", &[SlowMode::ReadSlowly, SlowMode::ReadNothing], 1000),
        ("all three at once", &[SlowMode::Head, SlowMode::Body, SlowMode::ReadNothing, SlowMode::Photo, SlowMode::ReadSlowly], 3000),
    ];
    rlimit::increase_nofile_limit(u64::MAX)?;
    let site = Site::new()?;
    // The limit that logins and systemd begin with is 1024.
    let limit = format!("ulimit -S -n {}; exec \"$@\"", extent(48, 1024));
    let shell = ["sh", "-c", &limit, "sh"];
    let timeouts: &[&str] =
        extent(&["--header-timeout-seconds", "1", "--request-timeout-seconds", "2", "--api-seconds", "10"], &["--request-timeout-seconds", "30"]);
    let flags: Vec<_> = [&["--stateless", "--api", "--api-workers", "1"], timeouts].concat().into_iter().map(std::ffi::OsStr::new).collect();
    let server = site.start_through(&shell, &[], &flags)?;
    healthy(&server, Instant::now())?;
    let (before, memory_before) = (open_files(&server)?, socket_memory()?);
    for (name, modes, all) in MODES {
        let (count, time) = extent((50, 3), (all, 45));
        let clients = SlowClients::start(&server.authority, modes, count)?;
        until("all slow clients are taken", TIMEOUT, || Ok(clients.connected().min(open_files(&server)?.saturating_sub(before)) * 10 >= count * 9))?;
        let most = open_files(&server)?;
        let latencies = healthy(&server, Instant::now() + Duration::from_secs(time))?;
        let memory = socket_memory()?.saturating_sub(memory_before);
        ensure!(memory < (16 + count) << 20, "the system holds {memory} bytes for {count} clients");
        clients.stop();
        let ended = until("all are cut", TIMEOUT * 2, || Ok(clients.connected() == 0))?;
        until("files are given back", TIMEOUT, || Ok(open_files(&server)? <= before + 2))?;
        ensure!(clients.failed() == 0, "{} connections were not taken", clients.failed());
        println!(
            "{count} clients, {name}: {} cut, each after {:.1} s at most, the last {:.1} s after the end",
            clients.cut(),
            clients.longest().as_secs_f64(),
            ended.as_secs_f64()
        );
        println!(
            "  open files: {before} before, {most} meanwhile, {} after; the system's memory for connections: {} MB more",
            open_files(&server)?,
            memory >> 20
        );
        for latencies in latencies {
            println!("  {}", latencies.line());
            ensure!(!is_all() || latencies.percentile(0.99) < BOUND, "p99 is over {BOUND:?}");
        }
    }
    Ok(())
}

/// Beacons that were answered, each with its time.
type Answered = Mutex<Vec<(Instant, u64)>>;

/// Sends beacons until the server is gone. The number of events that it had taken without an answer.
fn load(server: &ServerProcess, answered: &Answered, is_over: &AtomicBool) -> u64 {
    const EVENTS: usize = 10;
    while !is_over.load(Ordering::SeqCst) {
        if send(server, EVENTS).is_err() {
            return EVENTS as u64;
        }
        if let Ok(mut answered) = answered.lock() {
            answered.push((Instant::now(), EVENTS as u64));
        }
    }
    0
}

#[test]
fn killed_servers_leave_a_whole_file_and_lose_one_interval() -> Result<()> {
    let (site, kills) = (Site::new()?, extent(4, 200));
    let (mut kept, mut lost, mut taken, mut doubt, mut oldest) = (0, 0, 0, 0, Duration::ZERO);
    for kill in 0..kills {
        let mut server = site.start(&[])?;
        ensure!(shown(&server, "24h")? == kept, "after {kill} kills the server shows {} of {kept}", shown(&server, "24h")?);
        let (answered, is_over) = (Answered::default(), AtomicBool::new(false));
        // Moments spread evenly over two and a half intervals, in no order (multiples of the golden ratio).
        let moment = Duration::from_secs_f64(2.5 * (f64::from(kill) * 0.618_034).fract());
        let (killed, in_doubt) = thread::scope(|scope| {
            let clients: Vec<_> = (0..2).map(|_| scope.spawn(|| load(&server, &answered, &is_over))).collect();
            sleep(moment);
            let killed = Instant::now();
            server.signal("KILL")?;
            is_over.store(true, Ordering::SeqCst);
            anyhow::Ok((killed, clients.into_iter().map(|client| client.join().unwrap_or(0)).sum::<u64>()))
        })?;
        server.kill()?;
        let answered = answered.into_inner().unwrap_or_default();
        let sum: u64 = answered.iter().map(|(_, events)| events).sum();
        let now = written(&site.data())?;
        ensure!(now >= kept && now - kept <= sum + in_doubt, "kill {kill}: {} were written, of {sum} and {in_doubt} in doubt", now - kept);
        // The last ones that were answered are those that are lost.
        let mut missing = (kept + sum).saturating_sub(now);
        lost += missing;
        for (at, events) in answered.iter().rev() {
            if missing == 0 {
                break;
            }
            oldest = oldest.max(killed.saturating_duration_since(*at));
            missing = missing.saturating_sub(*events);
        }
        (kept, taken, doubt) = (now, taken + sum, doubt + in_doubt);
    }
    println!("{kills} kills under load: every file whole; of {taken} events {lost} lost ({doubt} in doubt), none twice");
    println!("  the oldest that was lost was answered {:.2} s before the kill, with --flush-seconds 1", oldest.as_secs_f64());
    ensure!(!is_all() || oldest < Duration::from_millis(1500), "an event of {oldest:?} before the kill is lost");
    Ok(())
}

/// Asserts that the server serves page and photos, counts, and says what is wrong, while `break_it` holds; and that it recovers once `mend` is done.
fn outlives(site: &Site, server: &ServerProcess, data: &Path, mend: impl FnOnce() -> Result<()>, name: &str) -> Result<()> {
    let before = written(data)?;
    send(server, 7)?;
    let noticed = until("the server notices", TIMEOUT, || Ok(metric(server, STORE_UP)? == 0.0))?;
    for _ in 0..extent(2, 20) {
        send(server, 1)?;
        ensure!(http_client::get(&server.authority, "/", &[])?.status == 200 && http_client::get(&server.authority, "/readyz", &[])?.status == 200);
        ensure!(!is_all() || cut_out(server, &photo(), "quality=raw")?.status == 200, "no photo is cut out");
        sleep(Duration::from_millis(500));
    }
    let events = before + 7 + extent(2, 20);
    ensure!(shown(server, "24h")? == events, "/stats shows {} of {events}", shown(server, "24h")?);
    let stats = http_client::get(&server.authority, "/stats?format=json", &[])?.body;
    ensure!(stats.contains("kept in memory until that is put right"), "{stats}");
    let lines = site.logged("statistics cannot be written")?;
    ensure!(lines == 1, "the log says it {lines} times:\n{}", site.log()?);
    mend()?;
    let recovered = until("the server recovers", TIMEOUT, || Ok(metric(server, STORE_UP)? == 1.0))?;
    ensure!(written(data)? == events && shown(server, "1h")? == events, "{} of {events} are written", written(data)?);
    ensure!(site.logged("can be written again")? == 1 && site.logged("panicked")? == 0, "{}", site.log()?);
    println!(
        "{name}: noticed after {:.1} s, page and photos served, all {events} events written {:.1} s after it was mended",
        noticed.as_secs_f64(),
        recovered.as_secs_f64()
    );
    Ok(())
}

#[test]
fn full_disk_is_said_once_and_outlived() -> Result<()> {
    let site = Site::new()?;
    // A small file system that only this server sees, for which its user needs no rights.
    let mount = "mount -t tmpfs -o size=512k offcut \"$DATA\" && exec \"$@\"";
    let mut spaces = vec!["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh"];
    if services::output(Command::new("unshare").args(["--user", "--map-root-user", "--mount", "true"])).is_err() {
        spaces.drain(1..3);
    }
    let data = site.data();
    let server = site.start_through(&spaces, &[("DATA", &data)], &["--api".as_ref(), "--data".as_ref(), data.as_os_str()])?;
    let inside = PathBuf::from(format!("/proc/{}/root{}", server.id(), data.display()));
    send(&server, 5)?;
    until("the first events are written", TIMEOUT, || Ok(written(&inside)? == 5))?;
    let filler = inside.join("filler");
    std::fs::write(&filler, vec![0; 1 << 20]).err().context("the disk is not full")?;
    outlives(&site, &server, &inside, || Ok(std::fs::remove_file(&filler)?), "full disk")
}

/// strace on a process until it is dropped.
struct Traced(Child);

impl Traced {
    fn start(process: u32, arguments: &[&str]) -> Result<Self> {
        let mut strace = Command::new("strace");
        strace.args(["-qq", "-o", "/dev/null", "-p", &process.to_string()]).args(arguments);
        Ok(Self(strace.stderr(Stdio::null()).spawn().context("strace is not here: run cargo xtask faults, which installs it")?))
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        // It may be gone already. Asked to end, it lets the process go.
        let _ = services::output(Command::new("kill").arg(self.0.id().to_string()));
        let _ = self.0.wait();
    }
}

#[test]
fn disk_that_becomes_read_only_is_said_once_and_outlived() -> Result<()> {
    if services::is_skipped("the test of a disk that becomes read-only") {
        return Ok(());
    }
    let site = Site::new()?;
    let server = site.start(&["--api"])?;
    send(&server, 5)?;
    until("the first events are written", TIMEOUT, || Ok(written(&site.data())? == 5))?;
    // What a file system says that was made read-only after an error; a mount cannot be made so while a file is open.
    let calls = "--inject=pwrite64,ftruncate,fallocate,fsync,fdatasync:error=EROFS";
    let traced = Traced::start(server.id(), &["-f", calls])?;
    let mend = || {
        drop(traced);
        Ok(())
    };
    outlives(&site, &server, &site.data(), mend, "read-only disk")
}

/// A file that the log goes to may be on the same disk.
#[test]
fn full_disk_under_the_log_is_outlived() -> Result<()> {
    let site = Site::new()?;
    let in_the_way = site.data().join("file");
    std::fs::write(&in_the_way, "")?;
    let shell = ["sh", "-c", "exec \"$@\" 2>/dev/full", "sh"];
    let server = site.start_through(&shell, &[], &["--log".as_ref(), "debug".as_ref(), "--data".as_ref(), in_the_way.as_os_str()])?;
    for _ in 0..20 {
        send(&server, 1)?;
    }
    until("the server notices", TIMEOUT, || Ok(metric(&server, STORE_UP)? == 0.0))?;
    std::fs::remove_file(&in_the_way)?;
    until("the server recovers", TIMEOUT, || Ok(metric(&server, STORE_UP)? == 1.0))?;
    ensure!(written(&in_the_way)? == 20, "{} of 20 are written", written(&in_the_way)?);
    Ok(())
}

/// The library that gives a process another clock, from Debian's package `faketime`.
fn faketime() -> Result<PathBuf> {
    let mut paths = std::fs::read_dir("/usr/lib")?.flatten().map(|entry| entry.path().join("faketime/libfaketime.so.1"));
    paths.find(|path| path.exists()).context("faketime is not here: run cargo xtask test, which installs it")
}

#[test]
fn clock_that_jumps_loses_no_count() -> Result<()> {
    if services::is_skipped("the test of a clock that jumps") {
        return Ok(());
    }
    const JUMPS: [&str; 5] = ["-2h", "-1d", "+2h", "+1d", "+3650d"];
    let (site, library) = (Site::new()?, faketime()?);
    let (data, offset, yes) = (site.data(), site.data().with_file_name("clock"), Path::new("1"));
    let start = || {
        let variables = [
            ("LD_PRELOAD", library.as_path()),
            ("FAKETIME_TIMESTAMP_FILE", &offset),
            ("FAKETIME_NO_CACHE", yes),
            // Time limits go on, as they do where a clock is set.
            ("FAKETIME_DONT_FAKE_MONOTONIC", yes),
            ("DONT_FAKE_MONOTONIC", yes),
        ];
        site.start_through(&[], &variables, &["--data".as_ref(), data.as_os_str()])
    };
    let (all, now) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    let count = |server: &ServerProcess, clock: &str| -> Result<()> {
        std::fs::write(&offset, clock)?;
        send(server, 3)?;
        all.set(all.get() + 3);
        until("they are written", TIMEOUT, || Ok(written(&data)? == all.get()))?;
        now.set(if clock == "+0" { now.get() + 3 } else { now.get() });
        let (shown, least) = (shown(server, "1h")?, if clock == "+0" { now.get() } else { 3 });
        ensure!(shown == least, "with the clock at {clock} the last hour shows {shown} and not {least}");
        Ok(())
    };
    std::fs::write(&offset, "+0")?;
    let mut server = start()?;
    count(&server, "+0")?;
    for jump in JUMPS {
        count(&server, jump)?;
        count(&server, "+0")?;
    }
    // What a server that starts with a wrong clock deletes is gone.
    std::fs::write(&offset, "+3650d")?;
    server.stop()?;
    server = start()?;
    send(&server, 3)?;
    all.set(all.get() + 3);
    until("they are written", TIMEOUT, || Ok(written(&data)? == all.get()))?;
    std::fs::write(&offset, "+0")?;
    server.stop()?;
    server = start()?;
    count(&server, "+0")?;
    ensure!(site.logged("panicked")? == 0, "{}", site.log()?);
    println!("clock set by {JUMPS:?} and back, and ten years ahead at a start: all {} events are in their hours and days", all.get());
    Ok(())
}

#[test]
fn database_that_is_away_loses_nothing() -> Result<()> {
    if services::is_skipped("the test of a database that is away") {
        return Ok(());
    }
    let (mut database, site) = (Postgres::start()?, Site::new()?);
    let url = database.url();
    let mut server = site.start_through(&[], &[], &["--database".as_ref(), url.as_ref()])?;
    let sum = "SELECT coalesce(sum(n), 0) FROM counts WHERE period = 'hour' AND split = 'all' AND name = 'cut_out'";
    let mut all = 10;
    send(&server, 10)?;
    until("the first events are written", TIMEOUT, || Ok(database.query(sum)?.trim() == "10"))?;
    for hangs in [false, true] {
        // Longer than the time in which it has to answer.
        let away = Duration::from_secs(extent(if hangs { 8 } else { 3 }, 60));
        if hangs {
            database.signal("STOP")?
        } else {
            database.go_away()?
        }
        let mut stats = Latencies::of("/stats meanwhile");
        let begun = Instant::now();
        while begun.elapsed() < away {
            send(&server, 1)?;
            all += 1;
            ensure!(http_client::get(&server.authority, "/", &[])?.status == 200);
            stats.take(|| shown(&server, "24h").map(drop))?;
            sleep(Duration::from_millis(200));
        }
        ensure!(metric(&server, STORE_UP)? == 0.0, "the server has not noticed");
        if hangs {
            database.signal("CONT")?
        } else {
            database.come_back()?
        }
        let recovered = until("all is written", TIMEOUT, || Ok(database.query(sum)?.trim() == all.to_string()))?;
        until("it is shown", TIMEOUT, || Ok(metric(&server, STORE_UP)? == 1.0))?;
        ensure!(shown(&server, "24h")? == all, "/stats shows {} of {all}", shown(&server, "24h")?);
        println!(
            "PostgreSQL {} for {} s: all {all} events written {:.1} s after it was back",
            if hangs { "hung" } else { "was gone" },
            away.as_secs(),
            recovered.as_secs_f64()
        );
        println!("  {}", stats.line());
    }
    // A server that is stopped does not wait for it.
    database.signal("STOP")?;
    send(&server, 1)?;
    server.signal("TERM")?;
    let status = format!("/proc/{}/status", server.id());
    until("the server stops", TIMEOUT, || Ok(std::fs::read_to_string(&status)?.contains("State:\tZ")))?;
    database.signal("CONT")?;
    server.kill()?;
    ensure!(site.logged("panicked")? == 0, "{}", site.log()?);
    Ok(())
}

fn post(authority: &str) -> Result<(u16, String)> {
    let response = http_client::post(authority, "/api/remove?quality=raw", &["Content-Type: image/png"], &photo())?;
    Ok((response.status, response.body))
}

#[test]
fn worker_that_panics_or_hangs_costs_its_photo_and_nothing_else() -> Result<()> {
    let network = Arc::new(FakeNetwork::default());
    let flags = ApiFlags { api_seconds: 1, api_patience_seconds: 1, api_cache_mib: 0, ..flags() };
    let (server, _folder) = listen(Some(Arc::clone(&network)), flags);
    let (authority, shutdown_handle) = (server.address().to_string(), server.shutdown_handle());
    let runtime = tokio::runtime::Runtime::new()?;
    let serving = runtime.spawn(server.serve());
    let status = |path: &str| -> Result<u16> { Ok(http_client::get(&authority, path, &[])?.status) };
    let hung = || -> Result<bool> { Ok(http_client::get(&authority, "/metrics", &[])?.body.contains("offcut_api_workers_hung 1\n")) };

    network.panic_once();
    let (broken, sentence) = post(&authority)?;
    ensure!(broken == 422 && sentence.contains("made the decoder fail"), "{broken} {sentence}");
    ensure!(post(&authority)?.0 == 200);

    network.hang(1);
    let (late, sentence) = post(&authority)?;
    ensure!(late == 503 && sentence.contains("was not done after 1 s"), "{late} {sentence}");
    until("the worker is replaced", TIMEOUT, hung)?;
    ensure!(post(&authority)?.0 == 200 && status("/healthz")? == 200, "nobody has its place");

    // There are no more of them than workers: the next one is the end of the API, and of nothing else.
    network.hang(1);
    ensure!(post(&authority)?.0 == 503);
    until("the server says that it wants a new start", TIMEOUT, || Ok(status("/healthz")? == 503))?;
    ensure!(http_client::get(&authority, "/healthz", &[])?.body.contains("restart the server"));
    ensure!(status("/")? == 200 && status("/readyz")? == 200, "the page is gone, too");

    network.release();
    until("both are back", TIMEOUT, || Ok(status("/healthz")? == 200 && !hung()?))?;
    ensure!(post(&authority)?.0 == 200);
    shutdown_handle.stop();
    Ok(runtime.block_on(serving)??)
}

/// A thread of the process, by its name.
fn thread_named(server: &ServerProcess, name: &str) -> Result<u32> {
    let threads = std::fs::read_dir(format!("/proc/{}/task", server.id()))?.flatten();
    let is_named = |path: &Path| std::fs::read_to_string(path.join("comm")).is_ok_and(|comm| comm.trim() == name);
    let found = threads.map(|thread| thread.path()).find(|path| is_named(path)).with_context(|| format!("no thread is called {name}"))?;
    found.file_name().and_then(|number| number.to_str()?.parse().ok()).context("threads have numbers")
}

#[test]
fn thread_that_stands_still_is_replaced() -> Result<()> {
    if services::is_skipped("the test of a thread that stands still") {
        return Ok(());
    }
    let site = Site::new()?;
    let server = site.start(&["--api", "--api-workers", "1", "--api-cache-mib", "0", "--api-seconds", "10", "--api-patience-seconds", "2"])?;
    ensure!(post(&server.authority)?.0 == 200);
    let traced = Traced::start(thread_named(&server, "api-1-0")?, &["--inject=all:delay_enter=600000000"])?;
    sleep(Duration::from_secs(1));
    let begun = Instant::now();
    let (status, sentence) = post(&server.authority)?;
    ensure!(status == 503 && sentence.contains("was not done after 10 s"), "{status} {sentence}");
    until("the worker is replaced", TIMEOUT, || Ok(metric(&server, "offcut_api_workers_hung")? == 1.0))?;
    let replaced = begun.elapsed();
    ensure!(post(&server.authority)?.0 == 200 && http_client::get(&server.authority, "/healthz", &[])?.status == 200);
    drop(traced);
    until("the worker comes back", TIMEOUT, || Ok(metric(&server, "offcut_api_workers_hung")? == 0.0))?;
    ensure!(post(&server.authority)?.0 == 200);
    println!("thread that stands still: its photo was answered 503, another had its place after {:.1} s", replaced.as_secs_f64());
    Ok(())
}
