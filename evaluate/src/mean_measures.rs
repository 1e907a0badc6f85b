//! Means of the measures over a data set.

use crate::{Curve, MatteErrors, Measures, PhotoMeasures};

/// The measures of a data set, or of as many of its photos as there are yet.
#[derive(Debug, Clone, Default)]
pub struct MeanMeasures {
    photos: Vec<PhotoMeasures>,
}

impl MeanMeasures {
    /// Adds a photo.
    pub fn add(&mut self, measured: PhotoMeasures) {
        self.photos.push(measured);
    }

    /// Number of cut-outs.
    pub fn count(&self) -> usize {
        self.photos.len()
    }

    /// The mean of each measure over the photos that have it, each photo counting the same; for max F that of the mean curve. `None` of nothing.
    pub fn measures(&self) -> Option<Measures> {
        let mean = |value: &dyn Fn(&Measures) -> Option<f64>| {
            let values: Vec<f64> = self.photos.iter().filter_map(|measured| value(&measured.measures)).collect();
            (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
        };
        let errors = |of: fn(&Measures) -> Option<MatteErrors>| {
            Some(MatteErrors {
                sad: mean(&|all| Some(of(all)?.sad))?,
                mse: mean(&|all| Some(of(all)?.mse))?,
                gradient: mean(&|all| Some(of(all)?.gradient))?,
                connectivity: mean(&|all| Some(of(all)?.connectivity))?,
            })
        };
        Some(Measures {
            mae: mean(&|all| Some(all.mae))?,
            max_f: Curve::mean(self.photos.iter().map(|measured| &measured.curve)).max_f(),
            weighted_f: mean(&|all| Some(all.weighted_f))?,
            s_measure: mean(&|all| Some(all.s_measure))?,
            everywhere: errors(|all| Some(all.everywhere))?,
            in_band: errors(|all| all.in_band),
            fringe: mean(&|all| all.fringe),
            fringe_estimate: mean(&|all| all.fringe_estimate),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{picture, plane};
    use crate::{Candidate, Truth, measure};

    fn measured(map: &[u8], truth: &[u8], trimap: Option<&[u8]>) -> PhotoMeasures {
        let (map, truth, trimap) = (plane(2, map), plane(2, truth), trimap.map(|trimap| plane(2, trimap)));
        let photo = picture(&truth, vec![0; truth.values().len() * 4]);
        let truth = Truth { photo: &photo, alpha: &truth, trimap: trimap.as_ref(), foreground: None };
        measure(&Candidate { alpha: &map, cut_out: None }, &truth).unwrap()
    }

    #[test]
    fn of_nothing_there_is_none() {
        assert_eq!(MeanMeasures::default().measures(), None);
    }

    #[test]
    fn of_one_it_is_that_one() {
        let mut total = MeanMeasures::default();
        let one = measured(&[0, 255, 99, 7], &[0, 255, 255, 3], Some(&[0, 255, 128, 128]));
        total.add(one.clone());
        assert_eq!((total.measures(), total.count()), (Some(one.measures), 1));
    }

    #[test]
    fn a_measure_is_averaged_over_those_that_have_it() {
        let mut total = MeanMeasures::default();
        total.add(measured(&[0, 255], &[0, 255], None));
        total.add(measured(&[0, 255], &[255, 0], Some(&[128, 128])));
        let measures = total.measures().unwrap();
        assert_eq!((measures.mae, measures.fringe), (0.5, None));
        assert_eq!(measures.everywhere.mse, 500.0);
        assert_eq!(measures.in_band.unwrap().mse, 1000.0);
    }
}
