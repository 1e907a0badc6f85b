//! Logistic regression by gradient descent on standardised features.

/// Steps of the descent; a hundred samples of three features converge long before.
const STEPS: usize = 20_000;
/// Step size over the standardised features, whose loss has a curvature of at most a quarter of their number.
const STEP_SIZE: f64 = 0.5;
/// Ridge penalty of the standardised coefficients: of a feature that says nothing the coefficient stays near 0.
const RIDGE: f64 = 0.01;

/// Offset and coefficients.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Model<const FEATURES: usize> {
    /// Logit where all features are 0.
    pub offset: f64,
    /// One for each feature.
    pub coefficients: [f64; FEATURES],
}

impl<const FEATURES: usize> Model<FEATURES> {
    /// Fits the probability of the label to samples of features and label.
    pub fn fit(samples: &[([f64; FEATURES], bool)]) -> Self {
        let count = samples.len().max(1) as f64;
        let mean = |value: &dyn Fn(&[f64; FEATURES]) -> f64| samples.iter().map(|(features, _)| value(features)).sum::<f64>() / count;
        let means: [f64; FEATURES] = std::array::from_fn(|at| mean(&|features| features[at]));
        let deviations: [f64; FEATURES] = std::array::from_fn(|at| mean(&|features| (features[at] - means[at]).powi(2)).sqrt().max(1e-9));
        let standardised: Vec<([f64; FEATURES], f64)> = samples
            .iter()
            .map(|(features, label)| (std::array::from_fn(|at| (features[at] - means[at]) / deviations[at]), f64::from(u8::from(*label))))
            .collect();
        let mut model = Self { offset: 0.0, coefficients: [0.0; FEATURES] };
        for _ in 0..STEPS {
            let (mut offset, mut gradient) = (0.0, model.coefficients.map(|coefficient| RIDGE * coefficient));
            for (features, label) in &standardised {
                let error = (model.probability(features) - label) / count;
                offset += error;
                gradient.iter_mut().zip(features).for_each(|(gradient, feature)| *gradient += error * feature);
            }
            model.offset -= STEP_SIZE * offset;
            model.coefficients.iter_mut().zip(gradient).for_each(|(coefficient, gradient)| *coefficient -= STEP_SIZE * gradient);
        }
        let coefficients: [f64; FEATURES] = std::array::from_fn(|at| model.coefficients[at] / deviations[at]);
        let shift: f64 = coefficients.iter().zip(means).map(|(coefficient, mean)| coefficient * mean).sum();
        Self { offset: model.offset - shift, coefficients }
    }

    /// Probability of the label, 0 to 1.
    fn probability(&self, features: &[f64; FEATURES]) -> f64 {
        let logit = self.offset + self.coefficients.iter().zip(features).map(|(coefficient, feature)| coefficient * feature).sum::<f64>();
        1.0 / (1.0 + (-logit).exp())
    }
}
