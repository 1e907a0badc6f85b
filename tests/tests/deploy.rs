//! Deployment files: Prometheus' configuration, alerts, the dashboard, manifests, containers. Each is compared with the server's own words: a metric,
//! a flag or a variable that is renamed there fails here.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to stop")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::{CommandFactory, Parser};
use serde_json::Value;
use server::Flags;
use server::api::api_flags::DEFAULT_MAX_MIB;
use server::config::DEFAULT_PORT;
use server::statistics::statistics_flags::DEFAULT_FLUSH_SECONDS;
use tests::program::{built, root};
use tests::services::{self, output};

fn monitoring() -> PathBuf {
    root().join("server/monitoring")
}

fn promtool(arguments: &[&str], folder: &Path) -> String {
    output(Command::new("promtool").args(arguments).current_dir(folder)).unwrap()
}

/// Words that begin with `offcut_` and are metric names by their shape.
fn metric_names(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let words = text.split(|c: char| !is_part(c)).filter(|word| word.starts_with("offcut_"));
    words.map(str::to_owned).collect()
}

/// Metrics that the server's source names, with the suffixes of histograms.
fn metrics_of_the_server() -> BTreeSet<String> {
    fn read(folder: &Path, text: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, text);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                text.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut source = String::new();
    read(&root().join("server/src"), &mut source);
    let literals = source.split('"').filter(|text| text.starts_with("offcut_"));
    let mut names: BTreeSet<String> = literals.flat_map(metric_names).collect();
    for histogram in names.clone().iter().filter(|name| name.ends_with("_seconds")) {
        names.extend(["_bucket", "_sum", "_count"].map(|part| format!("{histogram}{part}")));
    }
    names
}

fn assert_metrics_exist(text: &str, of: &str) {
    let (used, known) = (metric_names(text), metrics_of_the_server());
    let unknown: Vec<_> = used.difference(&known).collect();
    assert!(unknown.is_empty(), "{of} names {unknown:?}, which the server does not have");
    assert!(used.len() >= 5, "{of} names {used:?} only");
}

/// Documents of a YAML file, read by Python.
fn yaml(path: &Path) -> Vec<Value> {
    let script = "import json, sys, yaml; print(json.dumps(list(yaml.safe_load_all(open(sys.argv[1])))))";
    serde_json::from_str(&output(Command::new(services::python().unwrap()).args(["-c", script]).arg(path)).unwrap()).unwrap()
}

fn texts(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

#[test]
fn prometheus_accepts_configuration_and_every_alert_has_a_test() {
    if services::is_skipped("the check of Prometheus' configuration") {
        return;
    }
    promtool(&["check", "config", "prometheus.yml"], &monitoring());
    promtool(&["test", "rules", "alerts_test.yml"], &monitoring());
    let [alerts, cases] = ["alerts.yml", "alerts_test.yml"].map(|name| fs::read_to_string(monitoring().join(name)).unwrap());
    assert_metrics_exist(&alerts, "alerts.yml");
    let fires = |alert: &str| cases.split("- eval_time:").skip(1).any(|case| case.contains(&format!("alertname: {alert}\n")));
    for alert in alerts.lines().filter_map(|line| line.trim().strip_prefix("- alert: ")) {
        assert!(fires(alert), "no case has {alert} fire");
    }
}

fn dashboard() -> Value {
    serde_json::from_str(&fs::read_to_string(monitoring().join("grafana/dashboards/offcut.json")).unwrap()).unwrap()
}

/// PromQL expressions of the dashboard, with Grafana's variables filled in.
fn expressions(dashboard: &Value) -> Vec<String> {
    let panels = dashboard["panels"].as_array().unwrap().iter().chain(dashboard["annotations"]["list"].as_array().unwrap());
    let raw = panels.flat_map(|panel| panel["targets"].as_array().into_iter().flatten().chain([panel])).filter_map(|target| target["expr"].as_str());
    let filled = raw.map(|raw| raw.replace("$__rate_interval", "5m").replace("$__range", "6h").replace("$instance", ".*"));
    filled.inspect(|expression| assert!(!expression.contains('$'), "{expression} has a variable that nobody fills in")).collect()
}

#[test]
fn dashboard_uses_existing_metrics() {
    let dashboard = dashboard();
    let expressions = expressions(&dashboard);
    assert_metrics_exist(&expressions.join("\n"), "the dashboard");
    assert!(expressions.iter().all(|expression| expression.contains("job=\"offcut\"")));
    let (mut ids, mut cells) = (BTreeSet::new(), BTreeSet::new());
    for panel in dashboard["panels"].as_array().unwrap() {
        assert!(ids.insert(panel["id"].as_u64().unwrap()), "two panels have the id {}", panel["id"]);
        let [x, y, w, h] = ["x", "y", "w", "h"].map(|side| panel["gridPos"][side].as_u64().unwrap());
        assert!(x + w <= 24, "{} is outside of the grid", panel["title"]);
        let mut free = (x..x + w).flat_map(|x| (y..y + h).map(move |y| (x, y)));
        assert!(free.all(|cell| cells.insert(cell)), "{} lies on another panel", panel["title"]);
        assert!(panel["type"] == "row" || panel["datasource"]["uid"] == "${datasource}", "{} is bound to one data source", panel["title"]);
    }
}

#[test]
fn prometheus_parses_dashboard_expressions() {
    if services::is_skipped("the check of the dashboard's expressions") {
        return;
    }
    let rule = |(index, expr): (usize, &String)| serde_json::json!({ "record": format!("panel:{index}"), "expr": expr });
    let rules: Vec<Value> = expressions(&dashboard()).iter().enumerate().map(rule).collect();
    let folder = tempfile::tempdir().unwrap();
    // JSON is YAML.
    fs::write(folder.path().join("rules.yml"), serde_json::json!({ "groups": [{ "name": "dashboard", "rules": rules }] }).to_string()).unwrap();
    promtool(&["check", "rules", "rules.yml"], folder.path());
}

/// Manifests in the order of the kustomization, which names every file of the folder.
fn manifests() -> Vec<Value> {
    let folder = root().join("server/deploy");
    let kustomization = yaml(&folder.join("kustomization.yaml")).remove(0);
    let resources = texts(&kustomization["resources"]);
    let files: BTreeSet<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let named: BTreeSet<_> = resources.iter().copied().chain(["kustomization.yaml"]).map(str::to_owned).collect();
    assert_eq!(files, named);
    resources.iter().flat_map(|name| yaml(&folder.join(name))).collect()
}

#[test]
fn manifests_match_kubernetes_schemas() {
    if services::is_skipped("the check of the manifests") {
        return;
    }
    for entry in fs::read_dir(root().join("server/deploy")).unwrap() {
        let path = entry.unwrap().path();
        // Its kind is kustomize's own, which no schema of Kubernetes has.
        if !path.ends_with("kustomization.yaml") {
            let words = output(Command::new(services::python().unwrap()).args(["-m", "kubernetes_validate", "--strict"]).arg(&path)).unwrap();
            assert!(words.contains(" passed "), "{words}");
        }
    }
}

#[test]
fn manifests_agree_with_each_other_and_the_server() {
    if services::is_skipped("the comparison of the manifests") {
        return;
    }
    let manifests = manifests();
    let of = |kind: &str| manifests.iter().find(|manifest| manifest["kind"] == kind).unwrap();
    let pod = &of("Deployment")["spec"]["template"];
    let container = &pod["spec"]["containers"][0];
    let flags = Flags::try_parse_from(["offcut-server"].into_iter().chain(texts(&container["args"]))).unwrap().config;
    assert!(flags.statistics.stateless && flags.api.api);
    assert!(pod["spec"]["terminationGracePeriodSeconds"].as_u64().unwrap() > flags.shutdown_grace_seconds);
    assert!(flags.shutdown_grace_seconds > flags.api.api_seconds);

    let port = |name: &Value| container["ports"].as_array().unwrap().iter().find(|port| port["name"] == *name).unwrap()["containerPort"].as_u64();
    let operators = flags.monitoring.operators.unwrap().port();
    assert_eq!(port(&"http".into()), Some(u64::from(flags.port)));
    assert_eq!(port(&"operators".into()), Some(u64::from(operators)));
    assert_eq!(pod["metadata"]["annotations"]["prometheus.io/port"], operators.to_string());
    assert_eq!(port(&of("Service")["spec"]["ports"][0]["targetPort"]), Some(u64::from(flags.port)));
    for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
        assert_eq!(port(&container[probe]["httpGet"]["port"]), Some(u64::from(flags.port)), "{probe}");
    }

    let labels = &pod["metadata"]["labels"];
    assert_eq!(&of("Deployment")["spec"]["selector"]["matchLabels"], labels);
    assert_eq!(&of("Service")["spec"]["selector"], labels);
    assert_eq!(&of("PodDisruptionBudget")["spec"]["selector"]["matchLabels"], labels);
    assert_eq!(&of("NetworkPolicy")["spec"]["podSelector"]["matchLabels"], labels);
    let autoscaler = &of("HorizontalPodAutoscaler")["spec"];
    assert_eq!(autoscaler["scaleTargetRef"]["name"], of("Deployment")["metadata"]["name"]);
    let metric = autoscaler["metrics"][0]["pods"]["metric"]["name"].as_str().unwrap();
    assert!(metrics_of_the_server().contains(metric), "{metric}");
}

/// Environment variables that the server reads.
fn variables() -> BTreeSet<String> {
    Flags::command().get_arguments().filter_map(|flag| flag.get_env()).map(|name| name.to_str().unwrap().to_owned()).collect()
}

#[test]
fn dockerfile_is_clean_and_uses_existing_flags() {
    if services::is_skipped("the check of the Dockerfile") {
        return;
    }
    let hadolint = services::python().unwrap().with_file_name("hadolint");
    output(Command::new(hadolint).arg(root().join("Dockerfile"))).unwrap();
    let text = fs::read_to_string(root().join("Dockerfile")).unwrap();
    let words = text.split(|c: char| !(c.is_ascii_uppercase() || c == '_'));
    let used: BTreeSet<_> = words.filter(|word| word.starts_with("OFFCUT_")).map(str::to_owned).collect();
    assert!(used.len() >= 2 && used.is_subset(&variables()), "{used:?}");
    // The folder of a release has programs, and nothing that they could be built from.
    let copied: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("COPY ")?.split(' ').next()).collect();
    assert_eq!((copied, text.matches("\nFROM ").count()), (vec!["offcut-server"], 1));
    let command: Vec<String> = serde_json::from_str(text.lines().find_map(|line| line.strip_prefix("CMD ")).unwrap()).unwrap();
    assert!(Flags::try_parse_from(["offcut-server".to_owned()].into_iter().chain(command)).unwrap().config.statistics.stateless);
}

#[test]
fn unit_and_its_settings_fit_the_server() {
    let debian = root().join("server/debian");
    let [unit, settings, manifest] = [debian.join("offcut-server.service"), debian.join("default"), root().join("server/Cargo.toml")]
        .map(|path| fs::read_to_string(path).unwrap());
    let setting = |name: &str| unit.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).unwrap();
    let command = Flags::try_parse_from(setting("ExecStart").split(' ')).unwrap();
    // systemd kills what takes longer to stop.
    assert!(setting("TimeoutStopSec").parse::<u64>().unwrap() > command.config.shutdown_grace_seconds);
    for confined in ["ProtectSystem=strict", "ProtectHome=yes", "PrivateTmp=yes", "NoNewPrivileges=yes", "CapabilityBoundingSet=\n"] {
        assert!(unit.contains(&format!("\n{confined}")), "the unit has no {confined}");
    }
    let file = setting("EnvironmentFile").trim_start_matches('-');
    assert!(
        manifest.contains(&format!("\"{}\"", file.trim_start_matches('/'))) && manifest.contains(&format!("conf-files = [\"{file}\"]")),
        "{file}"
    );
    for script in ["postinst", "postrm"].map(|name| fs::read_to_string(debian.join(name)).unwrap()) {
        assert!(script.contains(setting("User")) && script.contains("\n#DEBHELPER#\n"), "{script}");
    }
    let named =
        settings.lines().filter_map(|line| line.trim_start_matches('#').split_once('=')).map(|(name, _)| name).filter(|name| !name.contains(' '));
    let unknown: Vec<_> = named.filter(|name| !variables().contains(*name)).collect();
    assert!(unknown.is_empty(), "{unknown:?} in server/debian/default");
}

#[test]
fn programs_write_the_manuals_that_their_packages_hold() {
    let folder = tempfile::tempdir().unwrap();
    for (program, package) in [("offcut", "cli"), ("offcut-server", "server")] {
        let manual = folder.path().join(program);
        output(Command::new(built(program)).arg("manual").arg(&manual)).unwrap();
        let manifest: toml::Table = fs::read_to_string(root().join(package).join("Cargo.toml")).unwrap().parse().unwrap();
        let assets = manifest["package"]["metadata"]["deb"]["assets"].as_array().unwrap();
        let packed = assets.iter().filter_map(|asset| asset[0].as_str()?.strip_prefix(&format!("target/release/manual/{program}/")));
        let packed: Vec<&str> = packed.filter(|name| *name != "*.1").collect();
        assert_eq!(packed.len(), 3, "{packed:?}");
        assert!(packed.iter().all(|name| manual.join(name).is_file()), "{packed:?}");
    }
    let page = fs::read_to_string(folder.path().join("offcut-server/offcut-server.1")).unwrap();
    for flag in Flags::command().get_arguments() {
        let name = flag.get_long().unwrap().replace('-', "\\-");
        assert!(page.contains(&format!("\\-\\-{name}\\fR")), "the server's man page has no {name}");
    }
    let page = fs::read_to_string(folder.path().join("offcut/offcut-i.1")).unwrap();
    assert!(page.contains("\\-\\-bgcolor"));
}

#[test]
fn workflows_call_the_projects_commands_by_pinned_actions_without_rights() {
    if services::is_skipped("the check of the workflows") {
        return;
    }
    let mut commands = BTreeSet::new();
    for entry in fs::read_dir(root().join(".github/workflows")).unwrap() {
        let path = entry.unwrap().path();
        let workflow = yaml(&path).remove(0);
        assert_eq!(workflow["permissions"], serde_json::json!({ "contents": "read" }), "{}", path.display());
        for job in workflow["jobs"].as_object().unwrap().values() {
            assert!(job.get("permissions").is_none() && job["timeout-minutes"].is_u64(), "{}", path.display());
            for step in job["steps"].as_array().unwrap() {
                if let Some((action, version)) = step["uses"].as_str().map(|action| action.split_once('@').unwrap()) {
                    assert!(version.len() == 40 && version.bytes().all(|byte| byte.is_ascii_hexdigit()), "{action} is not pinned to a commit");
                    assert!(action != "actions/checkout" || step["with"]["persist-credentials"] == false, "{}", path.display());
                }
                for line in step["run"].as_str().unwrap_or_default().lines().filter(|line| !PREPARATION.iter().any(|known| line.starts_with(known))) {
                    commands.insert(line.to_owned());
                }
            }
        }
    }
    assert!(commands.len() >= 3, "{commands:?}");
    for command in &commands {
        let words = command.strip_prefix("cargo xtask ").unwrap_or_else(|| panic!("{command:?} is not a command of the project"));
        output(Command::new(built("xtask")).args(words.split(' ')).arg("--help")).unwrap();
    }
}

/// What a workflow prepares its machine with before the project's own commands.
const PREPARATION: &[&str] = &["apt-get update", "apt-get install ", "git config --global --add safe.directory "];

#[test]
fn containers_are_confined_and_find_their_files() {
    if services::is_skipped("the check of the compose file") {
        return;
    }
    let compose = yaml(&monitoring().join("compose.yml")).remove(0);
    for (name, service) in compose["services"].as_object().unwrap() {
        assert!(texts(&service["ports"]).iter().all(|port| port.starts_with("127.0.0.1:")), "{name} is open to the network");
        assert_eq!(service["read_only"], true, "{name}");
        assert_eq!(service["cap_drop"], serde_json::json!(["ALL"]), "{name}");
        if name != "offcut" {
            let (_, tag) = service["image"].as_str().unwrap().rsplit_once(':').unwrap();
            assert!(tag.split('.').count() == 3, "{name} has no pinned version: {tag}");
            assert!(!service["user"].as_str().unwrap().starts_with('0'), "{name} runs as root");
        }
        for source in texts(&service["volumes"]).iter().filter_map(|volume| volume.split(':').next()).filter(|source| source.starts_with('.')) {
            assert!(monitoring().join(source).exists(), "{name} mounts {source}, which is not there");
        }
    }
    let flags = texts(&compose["services"]["offcut"]["command"]);
    let flags = Flags::try_parse_from(["offcut-server"].into_iter().chain(flags)).unwrap().config;
    let target = format!("offcut:{}", flags.monitoring.operators.unwrap().port());
    assert!(fs::read_to_string(monitoring().join("prometheus.yml")).unwrap().contains(&target), "Prometheus does not ask {target}");
}

#[test]
fn documents_name_existing_metrics_variables_and_defaults() {
    let [monitoring, deploy] = ["docs/monitoring.md", "docs/deploy.md"].map(|name| fs::read_to_string(root().join(name)).unwrap());
    assert_metrics_exist(&monitoring, "docs/monitoring.md");
    let known = variables();
    assert!(deploy.contains(&format!("client_max_body_size {DEFAULT_MAX_MIB}m;")) && deploy.contains(&format!("127.0.0.1:{DEFAULT_PORT}")));
    let statistics = fs::read_to_string(root().join("docs/statistics.md")).unwrap();
    assert!(statistics.contains(&format!("`--flush-seconds` ({DEFAULT_FLUSH_SECONDS})")));
    for word in [monitoring, deploy].concat().split(|c: char| !(c.is_ascii_uppercase() || c == '_')).filter(|word| word.starts_with("OFFCUT_")) {
        assert!(known.contains(word), "the documents name {word}, which the server does not read");
    }
}
