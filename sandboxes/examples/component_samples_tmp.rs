use mcplab_sandbox::*;
fn main() {
    let engine = Engine::new(EngineConfig::default()).unwrap();
    for path in std::env::args().skip(1) {
        let wasm = std::fs::read(&path).unwrap();
        let clock = std::time::Instant::now();
        let guest = match Guest::load(&engine, &wasm, &Cache::at("/tmp/comp-sample-cache")) {
            Ok(g) => g,
            Err(e) => {
                println!("{path}: {e}");
                continue;
            }
        };
        println!("{path}: loaded in {:?} {:?}", clock.elapsed(), guest.origin());
        let text = match guest.describe() {
            Ok(t) => t,
            Err(e) => {
                println!("describe: {e}");
                continue;
            }
        };
        let list: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        println!("  describe {}", text.chars().take(600).collect::<String>());
        let name = list.get(0).unwrap_or(&serde_json::Value::Null)["name"].as_str().unwrap_or("tasks").to_owned();
        let config = Config { server: &name, seed: 7, now: "2026-03-02T09:00:00+01:00", size: None };
        let clock = std::time::Instant::now();
        let mut i = match guest.start(&config, Limits::default()) {
            Ok(i) => i,
            Err(e) => {
                println!("  start: {e}");
                continue;
            }
        };
        println!("  started in {:?} {:?}", clock.elapsed(), i.usage());
        for tool in list.get(0).unwrap_or(&serde_json::Value::Null)["tools"].as_array().cloned().unwrap_or(vec![serde_json::json!({"name":"x"})]).iter().take(4)
        {
            let tool = tool["name"].as_str().unwrap();
            let clock = std::time::Instant::now();
            println!(
                "  {tool}: {} {:?}",
                format!("{:?}", i.call(tool, "{}")).chars().take(300).collect::<String>(),
                clock.elapsed()
            );
        }
        println!("  {:?} {:?}", i.revision(), i.usage());
        if let Ok(mut f) = i.fork() {
            println!("  fork {:?} {:?}", f.digest(), i.digest());
        }
    }
}
