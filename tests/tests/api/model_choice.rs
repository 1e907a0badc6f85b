//! Models of the API: chosen by name, loaded at their first use, kept within a bound.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;

use axum::http::Method;
use serde_json::Value;
use server::api::ApiFlags;
use server::api::processing::choice::Choice;
use server::api::processing::loaded_models::LoadedModels;
use server::files::models::ModelFolder;
use server::{Config, State, routes::routes};
use tempfile::TempDir;
use tests::api_service::{config, flags, photo};
use tests::in_process_client::{Response, request, send};
use tests::tiny_network::{Quantised, network};

const OWN: &str = "purpose = 'tests'\nlicence = 'own'\nside = 32\nmean = [0.5, 0.5, 0.5]\nstd = [1, 1, 1]\n";

fn put(folder: &Path, name: &str, onnx: &[u8]) {
    std::fs::write(folder.join(format!("{name}.onnx")), onnx).unwrap();
    std::fs::write(folder.join(format!("{name}.toml")), OWN).unwrap();
}

/// Models `a`, `b` and `c` of one size, of which `room` fit beside each other.
fn three(room: u64) -> (TempDir, Arc<LoadedModels>, [Choice; 3]) {
    let folder = TempDir::new().unwrap();
    let mut size = 0;
    for name in ["a", "b", "c"] {
        let mut onnx = network(Some("Sigmoid"), 32, Quantised::No);
        // A field that no reader knows tells the files apart.
        onnx.extend([0xfa, 0x07, 1, name.as_bytes()[0]]);
        size = onnx.len() as u64;
        put(folder.path(), name, &onnx);
    }
    let models = Arc::new(LoadedModels::of_folder(Arc::new(ModelFolder::open(folder.path()).unwrap()), size * room + size / 2));
    let choice = |name: &str| models.available().into_iter().find(|model| *model.choice.name == *name).unwrap().choice;
    let choices = ["a", "b", "c"].map(choice);
    (folder, models, choices)
}

fn loaded(models: &LoadedModels) -> Vec<String> {
    models.loaded().iter().map(|name| name.to_string()).collect()
}

#[test]
fn longest_unused_network_makes_room() {
    let (_folder, models, [a, b, c]) = three(2);
    for choice in [&a, &b, &a, &c] {
        drop(models.get(choice).unwrap());
    }
    assert_eq!(loaded(&models), ["a", "c"]);
    drop(models.get(&b).unwrap());
    assert_eq!(loaded(&models), ["c", "b"]);
}

#[test]
fn network_in_use_stays_and_is_loaded_and_counted_once() {
    let (_folder, models, [a, b, c]) = three(2);
    let first = models.get(&a).unwrap();
    let second = models.get(&a).unwrap();
    assert!(Arc::ptr_eq(&first.network, &second.network), "it was loaded twice");
    drop(models.get(&b).unwrap());
    // The longest unused one is in use: the other goes.
    drop(models.get(&c).unwrap());
    assert_eq!(loaded(&models), ["a", "c"]);
    drop(first);
    let of_c = models.get(&c).unwrap();
    // Both are in use: the third comes all the same, and goes when it is done.
    let of_b = models.get(&b).unwrap();
    assert_eq!(loaded(&models), ["a", "c", "b"]);
    drop(of_b);
    assert_eq!(loaded(&models), ["a", "c"]);
    drop((second, of_c));
    assert!(Arc::ptr_eq(&models.get(&a).unwrap().network, &models.get(&a).unwrap().network));
}

#[test]
fn many_who_want_one_network_load_it_once() {
    let (_folder, models, [a, ..]) = three(2);
    let (barrier, addresses) = (Barrier::new(8), std::sync::Mutex::new(Vec::new()));
    let done = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                barrier.wait();
                let got = models.get(&a).unwrap();
                addresses.lock().unwrap().push(Arc::as_ptr(&got.network).cast::<()>() as usize);
                done.fetch_add(1, Ordering::SeqCst);
                while done.load(Ordering::SeqCst) < 8 {
                    thread::yield_now();
                }
            });
        }
    });
    let mut addresses = addresses.into_inner().unwrap();
    addresses.dedup();
    assert_eq!(addresses.len(), 1, "it was loaded several times");
}

#[test]
fn network_that_cannot_be_loaded_fails_alone() {
    let (folder, _, _) = three(2);
    put(folder.path(), "broken", b"no network");
    let models = Arc::new(LoadedModels::of_folder(Arc::new(ModelFolder::open(folder.path()).unwrap()), 1 << 30));
    let choice = |name: &str| models.available().into_iter().find(|model| *model.choice.name == *name).unwrap().choice;
    let (broken, a) = (choice("broken"), choice("a"));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert!(models.get(&broken).unwrap_err().to_string().starts_with("The network cannot be used: ")));
            scope.spawn(|| assert!(models.get(&a).is_ok()));
        }
    });
    assert_eq!(loaded(&models), ["a"]);
}

async fn cut_out(router: &axum::Router, query: &str, headers: &[(&str, &str)]) -> Response {
    send(router.clone(), request(Method::POST, &format!("/api/remove?{query}"), headers, photo())).await
}

#[tokio::test]
async fn requests_choose_a_network_and_hear_which_are_here() {
    let (folder, _, _) = three(2);
    put(folder.path(), "broken", b"no network");
    put(folder.path(), "large", &vec![8; (8 << 20) + 1]);
    let state = State::load(&Config { api: ApiFlags { api_model_mib: 8, ..flags() }, ..config(&folder) }).unwrap();
    let router = routes(state);
    let get = async |path: &str| send(router.clone(), request(Method::GET, path, &[], "")).await;
    let bundled = cut_out(&router, "om&quality=raw", &[]).await;
    let own = cut_out(&router, "om&quality=raw&model=a", &[]).await;
    assert_eq!((bundled.status.as_u16(), own.status.as_u16()), (200, 200), "{:?}", own.body);
    assert_ne!(bundled.body, own.body);
    for wanted in ["u2net", "large", "nonsense"] {
        let response = cut_out(&router, &format!("model={wanted}"), &[("accept", "application/json")]).await;
        assert_eq!((response.status.as_u16(), response.header("x-offcut-error")), (400, Some("unknown_model")), "{wanted}");
        let document: Value = serde_json::from_slice(&response.body).unwrap();
        assert_eq!(document["error"], "unknown_model");
        assert_eq!(document["models"], serde_json::json!(["u2netp", "a", "b", "broken", "c"]));
        let sentence = document["message"].as_str().unwrap();
        assert!(sentence.contains(&format!("\"{wanted}\" is not available. These are: u2netp, a, b, broken, c.")), "{sentence}");
    }
    let broken = cut_out(&router, "model=broken", &[]).await;
    assert_eq!((broken.status.as_u16(), broken.header("x-offcut-error")), (500, Some("network")));
    assert_eq!(cut_out(&router, "model=b", &[]).await.status, 200);
    let document: Value = serde_json::from_slice(&get("/api/openapi.json").await.body).unwrap();
    assert_eq!(document["components"]["schemas"]["Options"]["properties"]["model"]["enum"], serde_json::json!(["u2netp", "a", "b", "broken", "c"]));
    assert!(get("/api").await.text().contains("a (tests)"));
}

#[tokio::test]
async fn replaced_file_is_another_network_and_not_the_cached_result() {
    let (folder, _, _) = three(2);
    let state = State::load(&Config { api: flags(), ..config(&folder) }).unwrap();
    let router = routes(state);
    let first = cut_out(&router, "om&quality=raw&model=a", &[]).await;
    assert_eq!(cut_out(&router, "om&quality=raw&model=a", &[]).await.header("x-cache"), Some("hit"));
    put(folder.path(), "a", &network(Some("Tanh"), 32, Quantised::No));
    let changed = async {
        loop {
            let response = cut_out(&router, "om&quality=raw&model=a", &[]).await;
            if response.status == 200 && response.body != first.body {
                return response;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    let changed = tokio::time::timeout(std::time::Duration::from_secs(60), changed).await.expect("the old network stays");
    assert_eq!(changed.header("x-cache"), Some("miss"));
}
