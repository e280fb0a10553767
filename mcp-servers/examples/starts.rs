use mcplab_servers::Host;
fn main() {
    let name = std::env::args().nth(1).unwrap();
    for seed in 0..1500 {
        let config = format!(r#"{{"server":"{name}","seed":"{seed}","now":"2026-03-05T14:20:00+01:00"}}"#);
        std::hint::black_box(Host::start(&config).unwrap());
    }
}
