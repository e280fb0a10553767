//! Documents as text: markdown and HTML.

use std::fmt::Write as _;

use super::types::Section;

pub fn text(title: &str, sections: &[Section]) -> String {
    let mut text = format!("# {title}\n");
    for section in sections {
        let _ = write!(text, "\n## {}\n\n{}\n", section.heading, section.text);
    }
    text
}

pub fn html(title: &str, sections: &[Section]) -> String {
    let mut text =
        format!("<!doctype html>\n<meta charset=\"utf-8\">\n<title>{0}</title>\n<h1>{0}</h1>\n", escape(title));
    for section in sections {
        let _ = writeln!(text, "<h2>{}</h2>", escape(&section.heading));
        for paragraph in section.text.split("\n\n").filter(|paragraph| !paragraph.is_empty()) {
            let items: Vec<&str> = paragraph.lines().filter_map(|line| line.strip_prefix("- ")).collect();
            if items.len() == paragraph.lines().count() {
                let items: String = items.into_iter().map(|item| format!("<li>{}</li>", escape(item))).collect();
                let _ = writeln!(text, "<ul>{items}</ul>");
            } else {
                let _ = writeln!(text, "<p>{}</p>", escape(paragraph));
            }
        }
    }
    text
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

pub fn words(text: &str) -> usize {
    text.split_whitespace().count()
}
