//! The model proxy as a program, for clients that are no part of this process: `model_proxy UPSTREAM [KEY_VARIABLE]`.
//!
//! Prints its address, then every exchange as a line of JSON. Ends when its standard input does.

use std::sync::Arc;

use mcplab::llm::{BaseAddress, Exchange, Key, Proxy};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let upstream = arguments.next().ok_or("usage: model_proxy UPSTREAM [KEY_VARIABLE]")?;
    let key = arguments.next().map(|variable| Key::read(&variable, |name| std::env::var(name).ok())).transpose()?;
    let record = Arc::new(|exchange: Exchange| match serde_json::to_string(&exchange) {
        Ok(line) => println!("{line}"),
        Err(error) => eprintln!("an exchange is lost: {error}"),
    });
    let proxy = Proxy::bind(([127, 0, 0, 1], 0).into(), BaseAddress::from(upstream), record, key)?;
    println!("http://{}", proxy.address());
    let end_of_input = async {
        let reading = tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()));
        if let Ok(Err(error)) = reading.await {
            eprintln!("standard input: {error}");
        }
    };
    proxy.run(end_of_input).await?;
    Ok(())
}
