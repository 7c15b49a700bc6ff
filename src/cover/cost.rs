//! Whether a drawing can be drawn in the time a page may take, told before it is.
//!
//! Three things make drawings slow without making files large: layers as large as the page in one another, patterns
//! and masks drawn again for every shape, and paths that go up and down the page thousands of times.

use resvg::usvg::{Group, Node, Paint, Path, Transform, Tree};

use super::error::CoverError;

/// Layers in one another: each takes a page of memory.
const DEEPEST_LAYERS: usize = 12;
/// Pages of layers, patterns and masks.
const MOST_LAYERS: f32 = 100.0;
/// Heights of the page that edges may go up and down.
const MOST_EDGES: f32 = 20_000.0;
/// Dashes of a line.
const MOST_DASHES: f32 = 20_000.0;
/// Groups in one another, where one is drawn for the other.
const DEEPEST: usize = 600;

/// # Errors
/// [`CoverError::TooComplex`] with what takes the time.
pub(super) fn affordable(tree: &Tree) -> Result<(), CoverError> {
    let size = tree.size();
    let mut cost = Cost { width: size.width(), height: size.height(), layers: 0.0, edges: 0.0, dashes: 0.0 };
    cost.group(tree.root(), 0, 0)
}

struct Cost {
    width: f32,
    height: f32,
    layers: f32,
    edges: f32,
    dashes: f32,
}

impl Cost {
    fn group(&mut self, group: &Group, layers: usize, depth: usize) -> Result<(), CoverError> {
        let mut layers = layers;
        if group.should_isolate() {
            layers += 1;
            let bounds = group.abs_layer_bounding_box();
            self.layers += (bounds.width() / self.width).min(1.0) * (bounds.height() / self.height).min(1.0) + 0.01;
        }
        if layers > DEEPEST_LAYERS || self.layers > MOST_LAYERS {
            return Err(CoverError::TooComplex { what: "layers that shine through one another" });
        }
        if depth > DEEPEST {
            return Err(CoverError::TooComplex { what: "groups within groups" });
        }
        if let Some(clip) = group.clip_path() {
            self.layers += 0.2;
            self.group(clip.root(), layers + 1, depth + 1)?;
            if let Some(clip) = clip.clip_path() {
                self.group(clip.root(), layers + 1, depth + 1)?;
            }
        }
        if let Some(mask) = group.mask() {
            self.layers += 1.0;
            self.group(mask.root(), layers + 1, depth + 1)?;
            if let Some(mask) = mask.mask() {
                self.layers += 1.0;
                self.group(mask.root(), layers + 1, depth + 1)?;
            }
        }
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group, layers, depth + 1)?,
                Node::Path(path) => self.path(path, layers, depth)?,
                Node::Text(text) => self.group(text.flattened(), layers, depth + 1)?,
                Node::Image(_) => self.layers += 0.2,
            }
        }
        Ok(())
    }

    fn path(&mut self, path: &Path, layers: usize, depth: usize) -> Result<(), CoverError> {
        let transform = path.abs_transform();
        let (up_and_down, length) = extent(path, transform);
        let passes = 1.0 + if path.stroke().is_some() { 3.0 } else { 0.0 };
        self.edges += up_and_down / self.height * passes;
        let dashes = path.stroke().and_then(|stroke| stroke.dasharray());
        if let Some(period) = dashes.map(|dashes| dashes.iter().sum::<f32>()) {
            self.dashes += length / period.max(1e-6);
        }
        if self.dashes > MOST_DASHES {
            return Err(CoverError::TooComplex { what: "dashed lines" });
        }
        if self.edges > MOST_EDGES {
            return Err(CoverError::TooComplex { what: "paths that cross the page too often" });
        }
        let paints = [path.fill().map(|fill| fill.paint()), path.stroke().map(|stroke| stroke.paint())];
        for paint in paints.into_iter().flatten() {
            if let Paint::Pattern(pattern) = paint {
                let tile = pattern.rect().to_rect().transform(transform.pre_concat(pattern.transform()));
                let tile = tile.map_or(1.0, |tile| (tile.width() / self.width) * (tile.height() / self.height));
                self.layers += tile.clamp(0.02, 1.0);
                self.group(pattern.root(), layers + 1, depth + 1)?;
            }
        }
        Ok(())
    }
}

/// How far a path goes up and down on the page, and its length in its own units.
fn extent(path: &Path, transform: Transform) -> (f32, f32) {
    let (mut up_and_down, mut length) = (0.0, 0.0);
    let mut last: Option<resvg::tiny_skia::Point> = None;
    for point in path.data().points() {
        if let Some(last) = last {
            let (across, down) = (point.x - last.x, point.y - last.y);
            up_and_down += (transform.ky * across + transform.sy * down).abs().min(1e5);
            length += across.hypot(down).min(1e6);
        }
        last = Some(*point);
    }
    (up_and_down, length)
}
