//! Drawing in SVG: lines, marks and texts in colours that the colour-blind tell apart, for light and dark.
//!
//! The colours are those of Okabe and Ito (2008) and of Tol (2021), darkened for lines on white; marks and dashes
//! differ too. What is drawn is class by class in the style alone, so that a page can hold several charts.

use std::fmt::Write;

use crate::report::clean;

/// Colours of lines; after these they come again with another dash.
pub(super) const COLOURS: usize = 7;

const STYLE: &str = include_str!("chart.css");

/// A chart in the making. Places are in pixels, from the upper left.
pub(super) struct Chart {
    width: f64,
    height: f64,
    label: String,
    body: String,
}

/// Where a text stands beside its place.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Chart {
    /// The label is read out instead of the chart.
    pub fn new(width: f64, height: f64, label: &str) -> Self {
        Self { width, height, label: label.to_owned(), body: String::new() }
    }

    pub fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        let ((x1, y1), (x2, y2)) = (from, to);
        let _ = writeln!(self.body, r#"<line class="{class}" x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}"/>"#);
    }

    pub fn polyline(&mut self, class: &str, places: &[(f64, f64)]) {
        let _ = writeln!(self.body, r#"<polyline class="{class}" points="{}"/>"#, listed(places));
    }

    pub fn polygon(&mut self, class: &str, places: &[(f64, f64)]) {
        let _ = writeln!(self.body, r#"<polygon class="{class}" points="{}"/>"#, listed(places));
    }

    /// A mark of its own for every number, again after six.
    pub fn mark(&mut self, class: &str, number: usize, (x, y): (f64, f64)) {
        let around: &[(f64, f64)] = match number % 6 {
            0 => {
                let _ = writeln!(self.body, r#"<circle class="{class}" cx="{x:.1}" cy="{y:.1}" r="4.5"/>"#);
                return;
            }
            1 => &[(-4.0, -4.0), (4.0, -4.0), (4.0, 4.0), (-4.0, 4.0)],
            2 => &[(0.0, -5.0), (5.0, 4.0), (-5.0, 4.0)],
            3 => &[(0.0, -5.5), (5.5, 0.0), (0.0, 5.5), (-5.5, 0.0)],
            4 => &[(0.0, 5.0), (5.0, -4.0), (-5.0, -4.0)],
            _ => &[(-5.0, -2.0), (5.0, -2.0), (5.0, 2.0), (-5.0, 2.0)],
        };
        let places: Vec<(f64, f64)> = around.iter().map(|(right, down)| (x + right, y + down)).collect();
        self.polygon(class, &places);
    }

    /// A text that is shortened to fit the room; whole when pointed at.
    pub fn text(&mut self, class: &str, anchor: Anchor, (x, y): (f64, f64), text: &str, room: f64) {
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let shown = fitted(text, room);
        let whole = if shown == clean(text) { String::new() } else { format!("<title>{}</title>", escaped(text)) };
        let shown = escaped(&shown);
        let _ = writeln!(
            self.body,
            r#"<text class="{class}" text-anchor="{anchor}" x="{x:.1}" y="{y:.1}">{whole}{shown}</text>"#
        );
    }

    /// A text that is read from below.
    pub fn upright(&mut self, (x, y): (f64, f64), text: &str) {
        let text = escaped(text);
        let _ = writeln!(
            self.body,
            r#"<text class="drift-soft" text-anchor="middle" transform="translate({x:.1} {y:.1}) rotate(-90)">{text}</text>"#
        );
    }

    /// The whole SVG document.
    pub fn finish(self) -> String {
        let Self { width, height, label, body } = self;
        let label = escaped(&label);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{label}\">\n\
             <style>\n{STYLE}</style>\n\
             <rect class=\"drift-ground\" width=\"{width}\" height=\"{height}\"/>\n{body}</svg>\n"
        )
    }
}

fn listed(places: &[(f64, f64)]) -> String {
    places.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ")
}

/// Foreign text in markup.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in clean(text).chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No character of XML.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}

/// The text, cut at so many pixels of 13-pixel letters.
fn fitted(text: &str, room: f64) -> String {
    let wide = |letter: char| match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ' ' | '(' | ')' | '\'' | '|' => 4.5,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 12.0,
        letter if letter.is_ascii_uppercase() => 9.5,
        letter if letter < '\u{1100}' => 7.8,
        _ => 13.5,
    };
    let text = clean(text);
    if text.chars().map(wide).sum::<f64>() <= room {
        return text;
    }
    let mut used = wide('m');
    let fits = |letter: &char| {
        used += wide(*letter);
        used <= room
    };
    text.chars().take_while(fits).collect::<String>().trim_end().to_owned() + "…"
}

/// Round numbers from below to above, at most about eight of them; the first and the last hold all between.
pub(super) fn ticks(low: f64, high: f64) -> Vec<f64> {
    const STEPS: [f64; 7] = [0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5];
    let step = STEPS.into_iter().find(|step| (high - low) / step <= 8.0).unwrap_or(0.5);
    let (first, last) = ((low / step + 1e-9).floor() as i32, (high / step - 1e-9).ceil() as i32);
    (first..=last.max(first + 1)).map(|at| f64::from(at) * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_never_markup() {
        assert_eq!(escaped("<a href='x'>&\"\u{1b}"), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;\u{fffd}");
    }

    #[test]
    fn long_texts_are_cut_and_stay_whole_for_the_pointer() {
        assert_eq!(fitted("rename_tool", 120.0), "rename_tool");
        let long = fitted(&"永".repeat(40), 120.0);
        assert!(long.ends_with('…') && long.chars().count() == 9, "{long}");
        let mut chart = Chart::new(10.0, 10.0, "x");
        chart.text("drift-ink", Anchor::Start, (0.0, 0.0), &"<b>".repeat(20), 50.0);
        let svg = chart.finish();
        assert!(svg.contains(&format!("<title>{}</title>", "&lt;b&gt;".repeat(20))) && !svg.contains("<b>"));
    }

    #[test]
    fn ticks_hold_all_between() {
        let close = |found: Vec<f64>, expected: &[f64]| {
            assert_eq!(found.len(), expected.len(), "{found:?}");
            found.iter().zip(expected).for_each(|(a, b)| assert!((a - b).abs() < 1e-9, "{found:?}"));
        };
        close(ticks(-0.02, 0.31), &[-0.05, 0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35]);
        close(ticks(0.0, 1.0), &[0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
        close(ticks(0.0, 0.0), &[0.0, 0.01]);
        close(ticks(-1.0, 1.0), &[-1.0, -0.75, -0.5, -0.25, 0.0, 0.25, 0.5, 0.75, 1.0]);
    }
}
