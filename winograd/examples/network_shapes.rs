//! Times every layer of U²-Net-p (Qin et al. 2020) at 320×320 on random data, on one thread.
//!
//! `cargo xtask bench peak` runs it natively and in WebAssembly; natively it takes `portable`, `avx2` or `avx512` to choose the kernel.

#![allow(unsafe_code, clippy::unwrap_used, reason = "the host of a wasm module is foreign, and so are vector instructions")]

use offcut_winograd::{Conv3x3, Kernel, Serial, View, max_pool_2x2_ceil, upsample_bilinear};

#[path = "support/host.rs"]
mod host;
use host::{now_ms, print};

const SIZE: usize = 320;
/// Passes through the network; the fastest counts, as other work on the machine disturbs the rest.
const PASSES: usize = 30;

#[derive(Clone, Debug)]
enum Layer {
    Conv { size: usize, inputs: Vec<usize>, outputs: usize, dilation: usize, residual: bool },
    Pool { size: usize, channels: usize },
    Upsample { from: usize, to: usize, channels: usize },
}

/// The layers in order.
#[derive(Default)]
struct Network(Vec<Layer>);

impl Network {
    fn conv(&mut self, size: usize, inputs: &[usize], outputs: usize, dilation: usize) {
        self.0.push(Layer::Conv { size, inputs: inputs.to_vec(), outputs, dilation, residual: false });
    }

    /// The last convolution of a block, to which the block's first result is added.
    fn last(&mut self, size: usize, inputs: &[usize], outputs: usize) {
        self.0.push(Layer::Conv { size, inputs: inputs.to_vec(), outputs, dilation: 1, residual: true });
    }

    /// An RSU block of `depth` levels: `depth` - 2 poolings, a dilated bottom, and back up.
    fn rsu(&mut self, depth: usize, size: usize, inputs: &[usize]) {
        self.conv(size, inputs, 64, 1);
        self.conv(size, &[64], 16, 1);
        for level in 1..depth - 1 {
            self.0.push(Layer::Pool { size: size >> (level - 1), channels: 16 });
            self.conv(size >> level, &[16], 16, 1);
        }
        let bottom = size >> (depth - 2);
        self.conv(bottom, &[16], 16, 2);
        self.conv(bottom, &[16, 16], 16, 1);
        for level in (0..depth - 2).rev() {
            self.0.push(Layer::Upsample { from: size >> (level + 1), to: size >> level, channels: 16 });
            match level {
                0 => self.last(size, &[16, 16], 64),
                _ => self.conv(size >> level, &[16, 16], 16, 1),
            }
        }
    }

    /// The block of dilations 1, 2, 4, 8 instead of poolings.
    fn dilated(&mut self, size: usize, inputs: &[usize]) {
        self.conv(size, inputs, 64, 1);
        self.conv(size, &[64], 16, 1);
        for dilation in [2, 4, 8] {
            self.conv(size, &[16], 16, dilation);
        }
        for dilation in [4, 2] {
            self.conv(size, &[16, 16], 16, dilation);
        }
        self.last(size, &[16, 16], 64);
    }

    fn u2netp() -> Self {
        let mut network = Self::default();
        for (stage, depth) in [7, 6, 5, 4].into_iter().enumerate() {
            network.rsu(depth, SIZE >> stage, if stage == 0 { &[3] } else { &[64] });
            network.0.push(Layer::Pool { size: SIZE >> stage, channels: 64 });
        }
        network.dilated(SIZE / 16, &[64]);
        network.0.push(Layer::Pool { size: SIZE / 16, channels: 64 });
        network.dilated(SIZE / 32, &[64]);
        network.0.push(Layer::Upsample { from: SIZE / 32, to: SIZE / 16, channels: 64 });
        network.dilated(SIZE / 16, &[64, 64]);
        for (stage, depth) in [7, 6, 5, 4].into_iter().enumerate().rev() {
            network.0.push(Layer::Upsample { from: SIZE >> (stage + 1), to: SIZE >> stage, channels: 64 });
            network.rsu(depth, SIZE >> stage, &[64, 64]);
        }
        for stage in 0..6 {
            network.conv(SIZE >> stage, &[64], 1, 1);
            if stage > 0 {
                network.0.push(Layer::Upsample { from: SIZE >> stage, to: SIZE, channels: 1 });
            }
        }
        network
    }
}

impl Layer {
    fn multiplications(&self) -> u64 {
        match self {
            Layer::Conv { size, inputs, outputs, .. } => (size * size * inputs.iter().sum::<usize>() * 9) as u64 * *outputs as u64,
            _ => 0,
        }
    }

    /// Those that are left in the transformed domain: those of each tile of outputs, in each of the grids that a dilation makes.
    fn products(&self) -> u64 {
        match self {
            Layer::Conv { size, inputs, outputs, dilation, .. } if *outputs > 1 => {
                let tiles = dilation * dilation * size.div_ceil(*dilation).div_ceil(Conv3x3::OUTPUT_TILE).pow(2);
                (tiles * Conv3x3::TRANSFORMED * inputs.iter().sum::<usize>()) as u64 * *outputs as u64
            }
            _ => self.multiplications(),
        }
    }

    /// The row of the table the layer belongs to.
    fn group(&self) -> String {
        match self {
            Layer::Conv { size, .. } if *size < SIZE / 4 => "convolutions below 80×80".into(),
            Layer::Conv { size, inputs, outputs, .. } => {
                let inputs: Vec<String> = inputs.iter().map(usize::to_string).collect();
                format!("{}→{outputs} at {size}×{size}", inputs.join("+"))
            }
            Layer::Pool { .. } => "max pooling".into(),
            Layer::Upsample { channels: 1, .. } => "upsampling of sides".into(),
            Layer::Upsample { .. } => "upsampling".into(),
        }
    }

    /// The convolution with random weights that keep the size of their input, if the layer is one.
    fn prepare(&self, kernel: Kernel) -> Option<Conv3x3> {
        let Layer::Conv { inputs, outputs, dilation, .. } = self else {
            return None;
        };
        let channels = inputs.iter().sum::<usize>();
        let scale = (4.0 / (9.0 * channels as f32)).sqrt();
        let weights = noise(outputs * channels * 9).iter().map(|weight| weight * scale).collect::<Vec<_>>();
        Some(Conv3x3::with_kernel(kernel, &weights, *outputs, channels, &noise(*outputs), *outputs > 1, *dilation))
    }

    /// Runs the layer from one buffer into another. A function of its own: V8 never compiles anew what runs already.
    #[inline(never)]
    fn run(&self, conv: Option<&Conv3x3>, from: &[f32], to: &mut [f32], transforms_only: bool) {
        match (self, conv) {
            (Layer::Conv { size, inputs, outputs, residual, .. }, Some(conv)) => {
                let mut rest = from;
                let view = |&channels: &usize| {
                    let (data, after) = rest.split_at(size * size * channels);
                    rest = after;
                    View::new(data, *size, *size, channels)
                };
                let views: Vec<View> = inputs.iter().map(view).collect();
                let residual = residual.then(|| &from[..size * size * outputs]);
                let output = &mut to[..size * size * outputs];
                match transforms_only {
                    true if *outputs == 1 => {}
                    true => conv.run_transforms(&views, residual, output, &Serial),
                    false => conv.run(&views, residual, output, &Serial),
                }
            }
            _ if transforms_only => {}
            (Layer::Pool { size, channels }, _) => {
                let view = View::new(&from[..size * size * channels], *size, *size, *channels);
                max_pool_2x2_ceil(view, &mut to[..size.div_ceil(2).pow(2) * channels], &Serial);
            }
            (Layer::Upsample { from: small, to: large, channels }, _) => {
                let view = View::new(&from[..small * small * channels], *small, *small, *channels);
                upsample_bilinear(view, *large, *large, &mut to[..large * large * channels], &Serial);
            }
            (Layer::Conv { .. }, None) => unreachable!("convolutions are prepared"),
        }
    }
}

/// Milliseconds of each layer in the fastest of several passes through the network, and of the fastest pass.
///
/// Each layer reads what the one before has just written, as far as the caches still hold it.
fn time(layers: &[(Layer, Option<Conv3x3>)], transforms_only: bool) -> (Vec<f64>, f64) {
    let mut from = noise(SIZE * SIZE * 128);
    let mut to = from.clone();
    let mut fastest = vec![f64::INFINITY; layers.len()];
    let mut fastest_pass = f64::INFINITY;
    for _ in 0..PASSES {
        let mut start = now_ms();
        let pass = start;
        for ((layer, conv), fastest) in layers.iter().zip(&mut fastest) {
            layer.run(conv.as_ref(), &from, &mut to, transforms_only);
            std::mem::swap(&mut from, &mut to);
            let end = now_ms();
            *fastest = fastest.min(end - start);
            start = end;
        }
        fastest_pass = fastest_pass.min(start - pass);
    }
    (fastest, fastest_pass)
}

fn noise(len: usize) -> Vec<f32> {
    let mut state = 1u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..len).map(|_| next()).collect()
}

fn main() {
    let kernel = match std::env::args().nth(1).as_deref() {
        Some("portable") => Kernel::Portable,
        Some("avx2") => Kernel::Avx2,
        Some("avx512") => Kernel::Avx512,
        _ => Kernel::best(),
    };
    let layers: Vec<(Layer, Option<Conv3x3>)> = Network::u2netp().0.into_iter().map(|layer| (layer.clone(), layer.prepare(kernel))).collect();
    let (whole, pass) = time(&layers, false);
    let (transforms, _) = time(&layers, true);
    let mut groups: Vec<(String, u64, f64, f64, u64)> = Vec::new();
    for (((layer, _), whole), transforms) in layers.iter().zip(whole).zip(transforms) {
        for name in [layer.group(), "total".into()] {
            let index = groups.iter().position(|group| group.0 == name).unwrap_or_else(|| {
                groups.push((name, 0, 0.0, 0.0, 0));
                groups.len() - 1
            });
            let group = &mut groups[index];
            group.1 += layer.multiplications();
            group.2 += whole;
            group.3 += transforms;
            group.4 += layer.products();
        }
    }
    groups.sort_by(|a, b| b.2.total_cmp(&a.2));
    print(&format!("{kernel:?}: ms, of which transforms; GMAC of the plain convolution, GFLOP/s counting these; the same of the Winograd products"));
    for (name, multiplications, whole, transforms, products) in groups {
        let [plain, products] = [multiplications, products].map(|count| count as f64 / 1e9);
        let rate = |gmac: f64| gmac * 2e3 / whole;
        print(&format!("{name:<28} {whole:8.2} {transforms:8.2} {plain:8.3} {:8.0} {products:8.3} {:8.0}", rate(plain), rate(products)));
    }
    print(&format!("fastest pass {pass:.1} ms"));
}
