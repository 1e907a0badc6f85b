//! Numbers of known events, in every range.

use std::sync::atomic::Ordering;

use beacon::{Batch, DownloadOutcome, Event, PageVersion, Reason, Stage, Times, Verdict, Visit};
use serde_json::{Value, json};
use tests::beacon_events::{VISIT, cut_out, known_events, network_download, queue};

use super::{BROWSER, NOON, assert_near, in_folder, site, try_site};

#[tokio::test]
async fn known_events_give_known_numbers() {
    let site = site();
    assert_eq!(site.json("").await["success_rate"], Value::Null);
    site.count(known_events());
    let stats = site.json("range=1h&split=threads").await;
    assert_eq!((&stats["version"], &stats["range"], &stats["step_seconds"]), (&json!(2), &json!("1h"), &json!(60)));
    assert_eq!((&stats["source"], &stats["replicas"], &stats["warning"]), (&json!("memory"), &json!(1), &Value::Null));
    for sums in [&stats, &stats["since_start"]] {
        assert_eq!(sums["events"], json!({"ready": 1, "cut_out": 3, "failed": 1, "cancelled": 1}));
        assert_eq!((&sums["success_rate"], &sums["error_rate"]), (&json!(0.75), &json!(0.25)));
        assert_eq!((&sums["verdicts"], &sums["first_of_visit"]), (&json!({"fine": 1, "please_check": 0, "no_clear_subject": 2}), &json!(1)));
        let find = &sums["stages"]["find"];
        assert_eq!((&find["all"]["count"], &find["all"]["average_ms"]), (&json!(3), &json!(2000.0)));
        assert_eq!((&find["cold"]["average_ms"], &find["warm"]["average_ms"]), (&json!(1000.0), &json!(2500.0)));
        for (name, ms) in [("p50_ms", 2000.0), ("p95_ms", 3000.0), ("p99_ms", 3000.0)] {
            assert_near(&find["all"][name], ms, 0.01);
        }
        assert_eq!((&sums["stages"]["download"]["all"]["count"], &sums["stages"]["refine"]), (&json!(1), &Value::Null));
        assert_eq!((&sums["vitals"]["ready"]["warm"]["average_ms"], &sums["vitals"]["ready"]["cold"]), (&json!(250.0), &Value::Null));
        assert_eq!(sums["vitals"]["interactive"]["all"]["average_ms"], json!(80.0));
        assert_eq!(sums["vitals"]["first_result"]["cold"]["average_ms"], json!(9000.0));
        assert!(sums["failures"].as_array().unwrap().contains(&json!({"stage": "read", "reason": "damaged", "count": 1})));
    }
    assert_eq!(stats["megapixels"], json!({"8-16": 3}));
    let values = stats["values"].as_array().unwrap();
    assert_eq!(values.iter().map(|row| row["value"].as_str().unwrap()).collect::<Vec<_>>(), ["1", "3-4"]);
    assert_eq!((&values[0]["success_rate"], &values[0]["stages"]["total"]["all"]["average_ms"]), (&json!(1.0), &json!(2500.0)));
    assert_eq!((&values[1]["error_rate"], &values[1]["events"]["cancelled"]), (&json!(1.0), &json!(1)));
    assert_eq!(stats["distribution"].as_array().unwrap().iter().map(|bin| bin["count"].as_u64().unwrap()).sum::<u64>(), 3);
    let last = stats["series"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["start"], &last["cut_out"], &last["total"]["count"]), (&json!(NOON), &json!(3), &json!(3)));
    for (split, value) in [("build", "compat"), ("browser", "firefox"), ("memory", "unknown"), ("megapixels", "8-16"), ("model", "u2netp")] {
        let values = site.json(&format!("split={split}")).await["values"].clone();
        let row = values.as_array().unwrap().iter().find(|row| row["value"] == value).unwrap().clone();
        assert_eq!(row["events"]["cut_out"], json!(3), "{split}");
    }
}

#[tokio::test]
async fn percentiles_of_every_range_are_within_one_percent_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let site = try_site(in_folder(folder.path())).unwrap();
    // Four decades, so that a scale that fits one time only would show.
    let times: Vec<f64> = (0..10_000).map(|index| 10_f64.powf(1.0 + 4.0 * (f64::from(index) + 0.5) / 10_000.0)).collect();
    for (index, ms) in times.iter().enumerate() {
        let mut event = cut_out(*ms, false);
        if let Event::CutOut(cut_out) = &mut event {
            cut_out.times.total_ms = *ms;
        }
        site.count(vec![event]);
        if index % 500 == 0 {
            site.wait(60);
        }
    }
    let now = site.seconds.load(Ordering::Relaxed);
    drop(site);
    let site = try_site(in_folder(folder.path())).unwrap();
    site.seconds.store(now, Ordering::Relaxed);
    for range in ["1h", "6h", "24h", "7d", "30d", "1y"] {
        let stats = site.json(&format!("range={range}")).await;
        let total = &stats["stages"]["total"]["all"];
        assert_eq!(total["count"], json!(10_000), "{range}");
        for (name, share) in [("p50_ms", 0.50), ("p95_ms", 0.95), ("p99_ms", 0.99)] {
            assert_near(&total[name], times[(share * 10_000.0) as usize - 1], 0.01);
        }
        assert_near(&total["average_ms"], times.iter().sum::<f64>() / 10_000.0, 1e-4);
    }
}

#[tokio::test]
async fn distribution_has_no_gap_and_ends_at_the_extremes() {
    let site = site();
    for total_ms in [0.04, 99.0, beacon::MAX_MILLISECONDS] {
        let mut event = cut_out(1.0, false);
        if let Event::CutOut(cut_out) = &mut event {
            cut_out.times.total_ms = total_ms;
        }
        site.count(vec![event]);
    }
    let stats = site.json("").await;
    assert_near(&stats["stages"]["total"]["all"]["p99_ms"], beacon::MAX_MILLISECONDS, 0.01);
    let bins = stats["distribution"].as_array().unwrap();
    assert_eq!(bins.iter().map(|bin| bin["count"].as_u64().unwrap()).sum::<u64>(), 3);
    assert!(bins[0]["count"] == json!(1) && bins.last().unwrap()["count"] == json!(1), "{bins:?}");
    assert!(bins.windows(2).all(|pair| pair[0]["to_ms"] == pair[1]["from_ms"]), "{bins:?}");
    let bin = bins.iter().find(|bin| bin["to_ms"] == json!(100.0)).unwrap();
    assert!(bin["count"] == json!(1) && bin["from_ms"] == json!(79.43), "ten bins to a decade: {bin}");
}

#[tokio::test]
async fn steps_of_every_range_have_no_gap_and_hold_their_events() {
    let site = site();
    for now in [0, 59, 100_000_000, 1_700_000_123] {
        site.seconds.store(now, Ordering::Relaxed);
        site.count(vec![cut_out(1000.0, false)]);
        for range in ["1h", "6h", "24h", "7d", "30d", "1y"] {
            let stats = site.json(&format!("range={range}")).await;
            let [from, to, step] = ["from", "to", "step_seconds"].map(|field| stats[field].as_u64().unwrap());
            let steps = stats["series"].as_array().unwrap();
            let starts: Vec<u64> = steps.iter().map(|step| step["start"].as_u64().unwrap()).collect();
            let ends: Vec<u64> = starts[1..].iter().copied().chain([to]).collect();
            assert!((from..to).contains(&now) && starts[0] == from, "{range} {now}");
            assert!(ends[0] - from <= step && starts[1..].iter().zip(&ends[1..]).all(|(start, end)| end - start == step), "{range} {now}");
            let counted = steps.iter().zip(&ends).find(|(step, _)| step["cut_out"] != json!(0)).unwrap();
            assert!(counted.0["start"].as_u64().unwrap() <= now && now < *counted.1, "{range} {now}");
        }
    }
}

#[tokio::test]
async fn range_forgets_and_sum_since_start_does_not() {
    let site = site();
    site.count(known_events());
    site.wait(2 * 3600);
    site.count(vec![cut_out(10_000.0, false)]);
    let stats = site.json("range=1h").await;
    assert_eq!((&stats["uptime_seconds"], &stats["events"]["cut_out"], &stats["error_rate"]), (&json!(7200), &json!(1), &json!(0.0)));
    assert_eq!(stats["since_start"]["events"]["cut_out"], json!(4));
    assert_near(&stats["stages"]["find"]["all"]["p50_ms"], 10_000.0, 0.01);
    for (range, cut_outs) in [("6h", 4), ("24h", 4), ("30d", 4), ("1y", 4)] {
        assert_eq!(site.json(&format!("range={range}")).await["events"]["cut_out"], json!(cut_outs), "{range}");
    }
    site.wait(40 * 86_400);
    for (range, cut_outs) in [("24h", 0), ("7d", 0), ("30d", 0), ("1y", 4)] {
        assert_eq!(site.json(&format!("range={range}")).await["events"]["cut_out"], json!(cut_outs), "{range}");
    }
}

#[tokio::test]
async fn clock_set_back_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let site = try_site(in_folder(folder.path())).unwrap();
    site.count(known_events());
    site.wait(4000);
    site.count(known_events());
    site.statistics().flush();
    site.seconds.store(NOON, Ordering::Relaxed);
    site.count(known_events());
    site.statistics().flush();
    site.seconds.store(NOON + 4000, Ordering::Relaxed);
    assert_eq!(site.json("range=24h").await["events"]["cut_out"], json!(9));
}

#[tokio::test]
async fn flood_of_page_versions_has_nine_rows() {
    let site = site();
    for number in 0..5000 {
        let visit = Visit { page: PageVersion([7, 7, number]), ..VISIT };
        site.statistics().count(&Batch::new(visit, vec![cut_out(1000.0, false)]));
    }
    site.count(vec![cut_out(1000.0, false)]);
    let values = site.json("split=version").await["values"].clone();
    let values = values.as_array().unwrap();
    assert_eq!(values.len(), 9);
    let of = |name: &str| values.iter().find(|row| row["value"] == name).unwrap()["events"]["cut_out"].clone();
    assert_eq!((of("7.7.0"), of("other"), of(env!("CARGO_PKG_VERSION"))), (json!(1), json!(4993), json!(1)));
}

#[tokio::test]
async fn downloads_of_networks_are_told_by_network_outcome_and_size_and_are_no_photos() {
    let site = site();
    site.count(known_events());
    let before = site.json("").await;
    site.count([DownloadOutcome::NoRoom, DownloadOutcome::Completed, DownloadOutcome::Completed].map(network_download).into());
    let stats = site.json("").await;
    let told = json!([
        {"outcome": "completed", "megabytes": "100-200", "count": 2},
        {"outcome": "no_room", "megabytes": "100-200", "count": 1},
    ]);
    assert_eq!((&stats["network_downloads"], &before["network_downloads"]), (&told, &json!([])));
    assert_eq!((&stats["events"], &stats["failures"]), (&before["events"], &before["failures"]));
    let page = site.get("/stats", &[BROWSER]).await.text;
    assert!(page.contains("<th scope=\"row\">no room</th><td>100-200</td><td>1</td>"), "{page}");
    let metrics = site.get("/metrics", &[]).await.text;
    let series = |line: &str| {
        line.starts_with("offcut_field_network_downloads_total{")
            && line.contains("model=\"isnet-general-use\"")
            && line.contains("outcome=\"completed\"")
    };
    assert!(metrics.lines().any(|line| series(line) && line.ends_with(" 2")), "{metrics}");
}

#[tokio::test]
async fn queues_are_counted_by_number_of_photos_beside_the_photos() {
    let site = site();
    site.count(known_events());
    let before = site.json("").await;
    site.count([1, 7, 1, 20, 500].map(queue).into());
    let stats = site.json("").await;
    assert_eq!((&before["queues"], &stats["queues"]), (&json!({}), &json!({"1": 2, "6-20": 2, "201+": 1})));
    assert_eq!((&stats["events"], &stats["values"]), (&before["events"], &before["values"]));
    let page = site.get("/stats", &[BROWSER]).await.text;
    assert!(page.contains("<th scope=\"row\">6-20</th><td>2</td>"), "{page}");
    let metrics = site.get("/metrics", &[]).await.text;
    let series = |line: &str| line.starts_with("offcut_field_queues_total{") && line.contains("photos=\"6-20\"") && line.ends_with(" 2");
    assert!(metrics.lines().any(series), "{metrics}");
}

#[tokio::test]
async fn photos_of_the_api_are_apart() {
    let site = site();
    let times = Times { find_ms: 700.0, total_ms: 900.0, ..Times::default() };
    site.statistics().count_api_cut_out(Verdict::PleaseCheck, &times);
    site.statistics().count_api_failure(Stage::Compose, Reason::Other);
    let stats = site.json("").await;
    assert_eq!(stats["events"]["cut_out"], json!(0));
    assert_eq!((&stats["server"]["events"]["cut_out"], &stats["server"]["events"]["failed"]), (&json!(1), &json!(1)));
    assert_near(&stats["server"]["stages"]["total"]["all"]["p50_ms"], 900.0, 0.01);
    assert_eq!(stats["server"]["failures"], json!([{"stage": "compose", "reason": "other", "count": 1}]));
    let page = site.get("/stats", &[BROWSER]).await.text;
    assert!(page.contains("own API") && page.contains("other during compose"));
}
