//! `offcut models get` as a process, against servers on this machine that are as bad as servers can be.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use tempfile::TempDir;
use tests::file_server::{Asked, FileServer, Reply, proxy};
use tests::offcut_command::{command, offcut, stderr, text, without_settings};
use tests::{program, services};

const TAG: &str = "\"v1\"";
const MIB: usize = 1 << 20;

/// The bundled network, whose checksum the catalogue has; in a folder that is named it is got like any other.
static NET: LazyLock<Vec<u8>> = LazyLock::new(|| std::fs::read(program::root().join("models/u2netp.onnx")).unwrap());

fn good(asked: &Asked) -> Reply {
    Reply::file(asked, &NET, TAG)
}

struct Getting {
    folder: TempDir,
    server: FileServer,
}

impl Getting {
    fn from(reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self { folder: TempDir::new().unwrap(), server: FileServer::start(reply) }
    }

    fn command(&self, flags: &[&str]) -> Command {
        let mut command = command();
        command.args(["models", "get", "u2netp", "--models", text(self.folder.path()), "--from", &self.server.url()]).args(flags);
        command
    }

    fn run(&self, flags: &[&str]) -> Output {
        self.command(flags).output().unwrap()
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("u2netp.onnx")
    }

    fn part(&self) -> PathBuf {
        self.folder.path().join("u2netp.onnx.part")
    }

    /// Names in the folder.
    fn names(&self) -> Vec<String> {
        names(self.folder.path())
    }

    fn is_whole(&self) -> bool {
        std::fs::read(self.path()).is_ok_and(|bytes| bytes == *NET) && self.names() == ["u2netp.onnx"]
    }

    /// First bytes of the requests' ranges.
    fn ranges(&self) -> Vec<Option<usize>> {
        self.server.requests().iter().map(|asked| asked.from).collect()
    }

    #[track_caller]
    fn assert_got(&self, flags: &[&str]) -> String {
        let output = self.run(flags);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        assert!(self.is_whole(), "{:?}", self.names());
        stderr(&output)
    }

    /// Runs into a failure of this exit code, whose sentence has these words, and which keeps these files.
    #[track_caller]
    fn assert_failed(&self, flags: &[&str], code: i32, words: &[&str], kept: &[&str]) {
        let output = self.run(flags);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(code), "{said}");
        for word in words {
            assert!(said.contains(word), "{word:?} in {said}");
        }
        assert!(said.lines().all(|line| line.starts_with("offcut: ")), "{said}");
        assert_eq!(self.names(), kept, "{said}");
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

const KEPT: [&str; 2] = ["u2netp.onnx.part", "u2netp.onnx.part.json"];
const NOTHING: [&str; 0] = [];

#[test]
fn file_arrives_with_its_licence_said_and_is_not_got_twice() {
    let getting = Getting::from(good);
    let said = getting.assert_got(&[]);
    for word in ["4.6 MB", "127.0.0.1", "Apache-2.0", "published checksum", "--model u2netp"] {
        assert!(said.contains(word), "{word} in {said}");
    }
    assert!(getting.assert_got(&[]).contains("is here already"));
    assert_eq!(getting.ranges(), [None]);
    // A damaged file is replaced.
    std::fs::write(getting.path(), b"damaged").unwrap();
    getting.assert_got(&[]);
    let list = offcut(&["models", "--list", "--models", text(getting.folder.path())]);
    assert!(String::from_utf8_lossy(&list.stdout).contains("here, verified"));
}

#[test]
fn connection_that_is_cut_again_and_again_comes_through() {
    let getting = Getting::from(|asked| good(asked).cut(MIB + 1000));
    let said = getting.assert_got(&["--retries", "1"]);
    assert!(said.contains("has cut the connection; trying again"), "{said}");
    let step = MIB + 1000;
    assert_eq!(getting.ranges(), [None, Some(step), Some(2 * step), Some(3 * step), Some(4 * step)]);
    assert!(getting.server.requests()[1..].iter().all(|asked| asked.if_range.as_deref() == Some(TAG)));
}

#[test]
fn connection_that_stays_cut_says_how_to_go_on_and_the_next_run_does() {
    let is_mended = Arc::new(AtomicBool::new(false));
    let mended = Arc::clone(&is_mended);
    let getting = Getting::from(move |asked| if mended.load(Ordering::SeqCst) { good(asked) } else { good(asked).cut(400_000) });
    getting.assert_failed(&["--retries", "1"], 4, &["has cut the connection. 0.8 MB of 4.6 MB are kept: the same command goes on from there"], &KEPT);
    is_mended.store(true, Ordering::SeqCst);
    let said = getting.assert_got(&[]);
    assert!(said.contains("0.8 MB of 4.6 MB are here from an earlier run"), "{said}");
    assert_eq!(getting.ranges(), [None, Some(400_000), Some(800_000)]);
}

#[test]
fn killed_run_is_gone_on_with() {
    let getting = Getting::from(|asked| if asked.earlier == 0 { good(asked).stalled(MIB) } else { good(asked) });
    let mut run = getting.command(&[]).stderr(Stdio::null()).spawn().unwrap();
    while std::fs::metadata(getting.part()).map_or(0, |part| part.len()) < MIB as u64 {
        std::thread::sleep(Duration::from_millis(2));
    }
    // Meanwhile nobody else gets it.
    getting.assert_failed(&[], 1, &["another run is getting it"], &KEPT);
    run.kill().unwrap();
    run.wait().unwrap();
    getting.assert_got(&[]);
    assert_eq!(getting.ranges(), [None, Some(MIB)]);
}

#[test]
fn silence_is_given_up() {
    let getting = Getting::from(|asked| good(asked).stalled(MIB));
    getting.assert_failed(&["--timeout", "1", "--retries", "0"], 4, &["has sent nothing for 1 s. 1.0 MB of 4.6 MB are kept"], &KEPT);
    let silent = Getting::from(|_| Reply { stalls: true, ..Reply::of(0, &[]) });
    silent.assert_failed(&["--timeout", "1", "--retries", "1"], 4, &["trying again", "has sent nothing for 1 s"], &NOTHING);
    assert_eq!(silent.ranges().len(), 2);
}

#[test]
fn file_of_another_length_is_refused_before_it_comes() {
    let longer = [&NET[..], b"more"].concat();
    let getting = Getting::from(move |asked| Reply::file(asked, &longer, TAG));
    getting.assert_failed(&[], 3, &["4574865 bytes, and the published one has 4574861"], &NOTHING);
    // Without a length, and without an end.
    let endless = Getting::from(|_| Reply { body: NET.repeat(2), ..Reply::whole(&NET, TAG).with("Content-Length", None) });
    endless.assert_failed(&[], 3, &["more bytes, and the published one has 4574861"], &NOTHING);
    // A length that is more than what comes is a cut, whatever the server means by it.
    let lying = Getting::from(|asked| good(asked).cut(NET.len() - 10));
    lying.assert_got(&["--retries", "1"]);
    let short = Getting::from(|_| Reply::whole(&NET[..1000], TAG).with("Content-Length", None));
    short.assert_failed(&["--retries", "1"], 4, &["has cut the connection"], &KEPT);
}

#[test]
fn file_with_other_bytes_is_removed() {
    let mut damaged = NET.clone();
    damaged[1000] ^= 1;
    let getting = Getting::from(move |asked| Reply::file(asked, &damaged, TAG));
    getting.assert_failed(&[], 3, &["its checksum is sha256:", "published is sha256:309c8469", "nothing of it is kept"], &NOTHING);
}

#[test]
fn damaged_bytes_of_an_earlier_run_are_got_anew() {
    let getting = Getting::from(|asked| if asked.earlier == 0 { good(asked).cut(MIB) } else { good(asked) });
    getting.assert_failed(&["--retries", "0"], 4, &["are kept"], &KEPT);
    let mut part = std::fs::read(getting.part()).unwrap();
    part[500] ^= 1;
    std::fs::write(getting.part(), part).unwrap();
    let said = getting.assert_got(&[]);
    assert!(said.contains("the bytes of the earlier run do not fit: beginning anew"), "{said}");
    assert_eq!(getting.ranges(), [None, Some(MIB), None]);
}

#[test]
fn web_page_in_place_of_the_file_is_known_and_costs_nothing_that_is_kept() {
    let page = b"<!DOCTYPE html><title>Sign in</title>";
    let typed = |page: &[u8]| Reply::whole(page, TAG).with("Content-Type", Some("text/html; charset=utf-8"));
    let getting = Getting::from(move |asked| match asked.earlier {
        0 => good(asked).cut(MIB),
        // The type alone says it, or the beginning alone.
        1 => typed(b"Please sign in"),
        2 => Reply::whole(page, TAG),
        _ => good(asked),
    });
    getting.assert_failed(&["--retries", "0"], 4, &["are kept"], &KEPT);
    for _ in 0..2 {
        getting.assert_failed(&[], 3, &["sends a web page and no network", "sign-in page"], &KEPT);
    }
    getting.assert_got(&[]);
    assert_eq!(getting.ranges(), [None, Some(MIB), Some(MIB), Some(MIB)]);
}

#[test]
fn server_that_ignores_ranges_is_listened_to_from_the_start() {
    let getting = Getting::from(|asked| if asked.earlier == 0 { Reply::whole(&NET, TAG).cut(MIB) } else { Reply::whole(&NET, TAG) });
    let said = getting.assert_got(&[]);
    assert!(said.contains("beginning anew"), "{said}");
    assert_eq!(getting.ranges(), [None, Some(MIB)]);
}

#[test]
fn file_that_changes_between_two_requests_is_not_mixed() {
    let old: Vec<u8> = NET.iter().map(|byte| !byte).collect();
    let theirs = old.clone();
    // By the tag in If-Range.
    let getting = Getting::from(move |asked| if asked.earlier == 0 { Reply::whole(&theirs, "\"old\"").cut(MIB) } else { good(asked) });
    getting.assert_got(&[]);
    assert_eq!(getting.server.requests()[1].if_range.as_deref(), Some("\"old\""));
    // By the tag of an answer to a server that does not know If-Range; and by its date, where it has no strong tag.
    for (name, before, after) in [("ETag", "\"old\"", "\"new\""), ("Last-Modified", "Thu, 01 Jan 2026 00:00:00 GMT", "Fri, 02 Jan 2026 00:00:00 GMT")]
    {
        let theirs = old.clone();
        let getting = Getting::from(move |asked| match asked.earlier {
            0 => Reply::whole(&theirs, "W/\"weak\"").with(name, Some(before)).cut(MIB),
            1 => Reply::part(&NET, MIB, "W/\"weak\"").with(name, Some(after)),
            _ => Reply::whole(&NET, TAG),
        });
        let said = getting.assert_got(&[]);
        assert!(said.contains("sends another part of the file"), "{said}");
        assert_eq!(getting.ranges(), [None, Some(MIB), None], "{name}");
    }
}

#[test]
fn part_that_does_not_fit_and_part_of_nothing_are_asked_for_anew() {
    let shifted = Getting::from(|asked| match asked.earlier {
        0 => good(asked).cut(MIB),
        1 => Reply::part(&NET, MIB + 1, TAG),
        2 => good(asked).cut(MIB),
        3 => Reply::of(416, &[("Content-Range", "bytes */10")]),
        _ => good(asked),
    });
    shifted.assert_got(&[]);
    assert_eq!(shifted.ranges(), [None, Some(MIB), None, Some(MIB), None]);
    // Bytes that nothing can prove to belong together are not gone on with.
    let untagged = Getting::from(|asked| if asked.earlier < 2 { good(asked).with("ETag", None).cut(MIB) } else { good(asked) });
    untagged.assert_failed(&["--retries", "0"], 4, &["has cut the connection\n"], &NOTHING);
    untagged.assert_got(&[]);
    assert_eq!(untagged.ranges(), [None, None, None]);
}

#[test]
fn redirects_are_followed_and_their_circles_are_not() {
    let getting = Getting::from(|asked| match asked.path.as_str() {
        "/releases/net.onnx" => Reply::of(302, &[("Location", "../elsewhere?signature=secret")]),
        "/elsewhere?signature=secret" => Reply::of(307, &[("Location", "/file")]),
        _ => good(asked).cut(3 * MIB),
    });
    getting.assert_got(&[]);
    assert_eq!(getting.ranges(), [None, None, None, Some(3 * MIB), Some(3 * MIB), Some(3 * MIB)]);
    let circle = Getting::from(|asked| Reply::of(301, &[("Location", if asked.path == "/a" { "/b" } else { "/a" })]));
    circle.assert_failed(&[], 4, &["redirects again and again"], &NOTHING);
    assert_eq!(circle.ranges().len(), 11);
    for location in ["ftp://127.0.0.1/net.onnx", "http://"] {
        let odd = Getting::from(move |_| Reply::of(302, &[("Location", location)]));
        odd.assert_failed(&[], 4, &["redirects to no address"], &NOTHING);
    }
}

#[test]
fn status_that_may_pass_is_waited_for_and_others_are_not() {
    let busy = Getting::from(|asked| if asked.earlier < 2 { Reply::of([503, 429][asked.earlier], &[]) } else { good(asked) });
    let said = busy.assert_got(&["--retries", "2"]);
    assert!(said.contains("cannot answer now (status 503); trying again") && said.contains("(status 429)"), "{said}");
    let gone = Getting::from(|_| Reply::of(404, &[("Content-Length", "0")]));
    gone.assert_failed(&[], 4, &["/releases/net.onnx has no file (status 404)", "--from"], &NOTHING);
    assert_eq!(gone.ranges().len(), 1);
    let nonsense = Getting::from(|_| Reply { body: b"SSH-2.0\r\n\r\n".to_vec(), ..Reply::of(0, &[]) });
    nonsense.assert_failed(&["--retries", "0"], 4, &["does not answer as a web server"], &NOTHING);
}

#[test]
fn no_connection_is_one_sentence_at_once() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let folder = TempDir::new().unwrap();
    let output = offcut(&["models", "get", "u2netp", "--models", text(folder.path()), "--from", &format!("http://{closed}/net.onnx")]);
    assert_eq!(output.status.code(), Some(4));
    let said = stderr(&output);
    assert!(said.contains(&format!("{closed} cannot be reached (")) && said.contains("HTTPS_PROXY"), "{said}");
    assert_eq!(said.lines().count(), 2, "the announcement and the failure: {said}");
    assert_eq!(names(folder.path()), NOTHING);
}

#[test]
fn names_and_addresses_that_are_none_are_said() {
    let unknown = offcut(&["models", "get", "u3net"]);
    assert_eq!(unknown.status.code(), Some(3));
    for word in ["\"u3net\"", "u2net (176 MB)", "silueta (44 MB)", "isnet-general-use"] {
        assert!(stderr(&unknown).contains(word), "{word} in {}", stderr(&unknown));
    }
    for from in ["net.onnx", "ftp://a.example/net.onnx", "file:///net.onnx", "http://"] {
        let output = offcut(&["models", "get", "u2net", "--from", from]);
        assert_eq!(output.status.code(), Some(2), "{from}");
        assert!(stderr(&output).contains("begins with https:// or http://"), "{from}: {}", stderr(&output));
    }
    let bundled = offcut(&["models", "get", "u2netp"]);
    assert!(bundled.status.success() && stderr(&bundled).contains("part of the program"), "{}", stderr(&bundled));
}

#[test]
fn folder_is_that_of_xdg_where_the_command_looks_too() {
    let home = TempDir::new().unwrap();
    let server = FileServer::start(|asked| Reply::file(asked, &vec![8; 44_173_029], TAG).cut(MIB));
    let get =
        command().args(["models", "get", "silueta", "--retries", "0", "--from", &server.url()]).env("XDG_DATA_HOME", home.path()).output().unwrap();
    assert_eq!(get.status.code(), Some(4), "{}", stderr(&get));
    assert!(stderr(&get).contains("Its publisher states no licence"), "{}", stderr(&get));
    let folder = home.path().join("offcut/models");
    assert_eq!(names(&folder), ["silueta.onnx.part", "silueta.onnx.part.json"]);
    std::fs::write(folder.join("silueta.onnx"), b"not it").unwrap();
    let list = command().args(["models", "--json"]).env("XDG_DATA_HOME", home.path()).output().unwrap();
    let rows: Vec<serde_json::Value> = serde_json::from_slice(&list.stdout).unwrap();
    let row = rows.iter().find(|row| row["name"] == "silueta").unwrap();
    assert_eq!((row["state"].as_str(), row["path"].as_str()), (Some("here, damaged or changed"), Some(text(&folder.join("silueta.onnx")))));
    let absent = offcut(&["i", "--model", "u2net", "a", "b"]);
    assert!(stderr(&absent).contains("`offcut models get u2net`"), "{}", stderr(&absent));
}

#[test]
fn proxy_of_the_environment_is_used() {
    let getting = Getting::from(good);
    let (proxy, asked) = proxy(getting.server.address);
    let through = |variable: &str, value: String| {
        let mut command = command();
        command.args(["models", "get", "u2netp", "--models", text(getting.folder.path()), "--from", "http://publisher.invalid/net.onnx"]);
        command.env(variable, value).output().unwrap()
    };
    let output = through("http_proxy", format!("http://{proxy}"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(getting.is_whole());
    assert_eq!(*asked.lock().unwrap(), ["CONNECT publisher.invalid:80 HTTP/1.1"]);
    std::fs::remove_file(getting.path()).unwrap();
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let output = through("ALL_PROXY", format!("http://me:secret@{closed}"));
    assert_eq!(output.status.code(), Some(4));
    assert!(stderr(&output).contains(&format!("the proxy {closed} cannot be reached")), "{}", stderr(&output));
    assert!(!stderr(&output).contains("secret"), "{}", stderr(&output));
    let output = through("HTTP_PROXY", "gopher://me:secret@x".to_owned());
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("the proxy in HTTP_PROXY cannot be used") && !stderr(&output).contains("secret"), "{}", stderr(&output));
}

/// Linux, where a variable names further certificates.
#[cfg(target_os = "linux")]
#[test]
fn protected_connections_are_checked_and_not_left() {
    let open = FileServer::start(good);
    let target = open.url();
    let getting = Getting { folder: TempDir::new().unwrap(), server: FileServer::start_tls(good) };
    let certificate = getting.folder.path().join("certificate.pem");
    std::fs::write(&certificate, getting.server.certificate.as_deref().unwrap()).unwrap();
    let trusting = getting.command(&[]).env("SSL_CERT_FILE", &certificate).output().unwrap();
    assert_eq!(trusting.status.code(), Some(0), "{}", stderr(&trusting));
    assert_eq!(std::fs::read(getting.path()).unwrap(), *NET);
    std::fs::remove_file(getting.path()).unwrap();
    // Another one's certificate: that of no server that is asked.
    let other = FileServer::start_tls(good);
    std::fs::write(&certificate, other.certificate.as_deref().unwrap()).unwrap();
    let output = getting.command(&["--retries", "0"]).env("SSL_CERT_FILE", &certificate).output().unwrap();
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    assert!(stderr(&output).contains("gives no protected connection that can be trusted ("), "{}", stderr(&output));
    assert_eq!(getting.ranges().len(), 1);
    let leaving = Getting { folder: TempDir::new().unwrap(), server: FileServer::start_tls(move |_| Reply::of(302, &[("Location", &target)])) };
    std::fs::write(&certificate, leaving.server.certificate.as_deref().unwrap()).unwrap();
    let output = leaving.command(&[]).env("SSL_CERT_FILE", &certificate).output().unwrap();
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
    assert!(stderr(&output).contains("which is not protected: that is not followed"), "{}", stderr(&output));
    assert_eq!((leaving.names(), open.requests().len()), (Vec::<String>::new(), 0));
    // A server without TLS under an address with it.
    let plain = getting.server.url().replace(&getting.server.address.to_string(), &open.address.to_string());
    let output = offcut(&["models", "get", "u2netp", "--timeout", "1", "--models", text(leaving.folder.path()), "--from", &plain]);
    assert_eq!(output.status.code(), Some(4), "{}", stderr(&output));
}

#[test]
fn file_that_may_not_grow_is_a_sentence() {
    let getting = Getting::from(good);
    let run = getting.command(&[]);
    let limited = "trap '' XFSZ; ulimit -f 1000; exec \"$@\"";
    let mut shell = Command::new("sh");
    without_settings(&mut shell);
    shell.args(["-c", limited, "sh"]).arg(run.get_program()).args(run.get_args());
    let output = shell.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("u2netp.onnx.part: cannot be written (File too large"), "{}", stderr(&output));
    getting.assert_got(&[]);
}

/// Command in a small file system of its own at `$DISK`, for which its user needs no rights.
#[cfg(target_os = "linux")]
fn on_small_disk(size: &str, disk: &Path, script: &str) -> Command {
    let mut spaces = vec!["--user", "--map-root-user", "--mount"];
    if services::output(Command::new("unshare").args(["--user", "--map-root-user", "--mount", "true"])).is_err() {
        spaces.drain(..2);
    }
    let mut command = Command::new("unshare");
    command.args(spaces).args(["sh", "-c"]).arg(format!("mount -t tmpfs -o size={size} offcut \"$DISK\" && {script}")).arg("sh");
    without_settings(&mut command);
    command.env("DISK", disk);
    command
}

#[cfg(target_os = "linux")]
#[test]
fn disk_without_room_is_noticed_before_anything_comes() {
    let getting = Getting::from(good);
    let run = getting.command(&[]);
    let output = on_small_disk("1m", getting.folder.path(), "\"$@\"").arg(run.get_program()).args(run.get_args()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let said = stderr(&output);
    assert!(said.contains("there is no room for it (3.5 MB are missing)") && said.contains("--models"), "{said}");
    assert_eq!(getting.ranges(), []);
}

#[cfg(target_os = "linux")]
#[test]
fn disk_that_becomes_full_keeps_what_came() {
    let signals = TempDir::new().unwrap();
    let filled = signals.path().join("filled");
    let is_filled = filled.clone();
    let getting = Getting::from(move |asked| {
        // The second request comes once the disk is full.
        while asked.earlier == 1 && !is_filled.exists() {
            std::thread::sleep(Duration::from_millis(2));
        }
        if asked.earlier == 0 { good(asked).cut(MIB) } else { good(asked) }
    });
    let script = "{ while [ ! -s \"$DISK/u2netp.onnx.part\" ]; do sleep 0.01; done; sleep 0.3; head -c 9000000 /dev/zero > \"$DISK/filler\" 2> /dev/null; \
                  touch \"$FILLED\"; } & \"$@\"; code=$?; wait; rm \"$DISK/filler\"; \"$@\" || exit 99; exit $code";
    let run = getting.command(&[]);
    let output =
        on_small_disk("6m", getting.folder.path(), script).env("FILLED", &filled).arg(run.get_program()).args(run.get_args()).output().unwrap();
    let said = stderr(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("the disk is full; make room") && said.contains("MB are kept: the same command goes on from there"), "{said}");
    assert!(said.contains("is here, with its published checksum"), "{said}");
}
