//! The `[model]` table: defaults, and what each mistake says.

use mcplab::llm::{Api, Settings, open};

fn read(lines: &str) -> Result<Settings, String> {
    let text = format!("endpoint = \"http://127.0.0.1:11434/v1\"\nname = \"small\"\n{lines}");
    toml::from_str(&text).map_err(|error: toml::de::Error| error.to_string())
}

#[test]
fn two_settings_are_enough() {
    let settings = read("").unwrap();
    assert_eq!(settings, Settings::new("http://127.0.0.1:11434/v1", "small"));
    assert_eq!(
        (settings.api, settings.concurrency, settings.retries, settings.max_tokens, settings.timeout_s),
        (Api::OpenAi, 4, 6, 1024, 120.0)
    );
    assert!(open(&settings, None, false, |_| None).is_ok());
    // The certificates of the system are only loaded for TLS.
    match open(&Settings::new("https://api.openai.com/v1", "large"), None, false, |_| None) {
        Ok(opened) => assert_eq!(opened.model.name(), "large"),
        Err(error) => assert!(error.to_string().contains("certificates"), "{error}"),
    }
    assert_eq!(read("api = \"anthropic\"").unwrap().api, Api::Anthropic);
}

#[test]
fn every_mistake_names_its_setting() {
    for (lines, expected) in [
        ("concurency = 3", "unknown field `concurency`"),
        ("api = \"ollama\"", "unknown variant `ollama`"),
        ("concurrency = 0", "concurrency is 0, and must be from 1 to 1024"),
        ("temperature = 3.0", "temperature is 3, and must be from 0 to 2"),
        ("temperature = nan", "temperature is NaN"),
        ("max_tokens = 0", "max_tokens is 0"),
        ("timeout_s = 0", "timeout_s is 0"),
        ("timeout_s = -1.5", "timeout_s is -1.5"),
        ("retries = 1000", "retries is 1000"),
        ("price_input = -1", "price_input is -1"),
        ("budget_cost = 1.0", "budget_cost needs price_input and price_output"),
        ("key_env = \"NOT_SET\"", "the environment variable NOT_SET, which key_env names, is not set"),
    ] {
        let error = read(lines)
            .and_then(|settings| open(&settings, None, false, |_| None).map(|_| ()).map_err(|error| error.to_string()))
            .unwrap_err();
        assert!(error.contains(expected), "{lines}: {error}");
    }
    for endpoint in ["localhost:11434", "ftp://x/v1", "", "http://"] {
        let error = open(&Settings::new(endpoint, "small"), None, false, |_| None).err().unwrap().to_string();
        assert!(error.starts_with("set up the model: endpoint "), "{endpoint}: {error}");
    }
}
