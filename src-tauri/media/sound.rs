//! Length and waveform of a recording, computed here so that the web view never decodes sound.

use super::Error;
use std::{fs::File, path::Path};
use symphonia::core::{
    codecs::audio::AudioDecoderOptions,
    formats::{FormatOptions, TrackType, probe::Hint},
    io::MediaSourceStream,
    meta::MetadataOptions,
};

/// Bars of a waveform.
pub const BARS: usize = 400;
/// Samples are first folded into windows of this many; bounded for any length.
const WINDOW_MS: u64 = 20;
/// Longest sound that is looked at: 12 hours.
const MAX_WINDOWS: usize = 12 * 3600 * 1000 / 20;

/// What is known of a sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sound {
    /// Length in milliseconds.
    pub duration_ms: i64,
    /// Loudness per bar, 0–100 of the loudest bar in the file; at most [`BARS`].
    pub peaks: Vec<u8>,
}

/// Decodes a sound file once (mp3, wav). Takes about a second per hour of speech: call it off the async threads.
///
/// # Errors
/// [`Error::Sound`] if it is no sound that can be read; [`Error::Disk`].
pub fn examine(path: &Path) -> Result<Sound, Error> {
    let file = File::open(path).map_err(|cause| Error::Disk { path: path.to_owned(), cause })?;
    let stream = MediaSourceStream::new(Box::new(file), Default::default());
    let unreadable = |error: symphonia::core::errors::Error| Error::Sound(error.to_string());
    let mut format = symphonia::default::get_probe()
        .probe(&Hint::new(), stream, FormatOptions::default(), MetadataOptions::default())
        .map_err(unreadable)?;
    let track = format.default_track(TrackType::Audio).ok_or_else(|| Error::Sound("no sound in it".to_owned()))?;
    let track_id = track.id;
    let params = track.codec_params.as_ref().and_then(|params| params.audio());
    let params = params.ok_or_else(|| Error::Sound("unknown coding".to_owned()))?;
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(params, &AudioDecoderOptions::default())
        .map_err(unreadable)?;

    let mut windows = Windows::default();
    let mut samples: Vec<f32> = Vec::new();
    // A file cut off in the middle is read as far as it goes: part of a call is better than none.
    while let Ok(Some(packet)) = format.next_packet() {
        if packet.track_id != track_id {
            continue;
        }
        if let Ok(decoded) = decoder.decode(&packet) {
            let spec = decoded.spec();
            let (rate, channels) = (spec.rate(), spec.channels().count().max(1));
            decoded.copy_to_vec_interleaved(&mut samples);
            windows.add(&samples, channels, u64::from(rate));
        }
        if windows.peaks.len() >= MAX_WINDOWS {
            break;
        }
    }
    if windows.frames == 0 {
        return Err(Error::Sound("no sound in it".to_owned()));
    }
    Ok(Sound { duration_ms: windows.duration_ms(), peaks: windows.bars() })
}

#[derive(Default)]
struct Windows {
    peaks: Vec<f32>,
    current: f32,
    in_window: u64,
    frames: u64,
    rate: u64,
}

impl Windows {
    fn add(&mut self, samples: &[f32], channels: usize, rate: u64) {
        self.rate = rate.max(1);
        let window = (self.rate * WINDOW_MS / 1000).max(1);
        for frame in samples.chunks(channels) {
            let loudest = frame.iter().fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
            self.current = self.current.max(loudest);
            self.in_window += 1;
            self.frames += 1;
            if self.in_window >= window {
                self.peaks.push(self.current);
                self.current = 0.0;
                self.in_window = 0;
            }
        }
    }

    fn duration_ms(&self) -> i64 {
        i64::try_from(self.frames.saturating_mul(1000) / self.rate.max(1)).unwrap_or(i64::MAX)
    }

    /// The mean of a bar's windows, not its loudest: over a long call the loudest of some seconds is always the same.
    fn bars(&self) -> Vec<u8> {
        let per_bar = self.peaks.len().div_ceil(BARS).max(1);
        let means = self.peaks.chunks(per_bar).map(|chunk| chunk.iter().sum::<f32>() / chunk.len().max(1) as f32);
        let means: Vec<f32> = means.collect();
        let loudest = means.iter().copied().fold(f32::EPSILON, f32::max);
        means.into_iter().map(|mean| ((mean / loudest).clamp(0.0, 1.0) * 100.0).round() as u8).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A mono 16-bit wav file: silence, then a square wave, each `half_ms` long.
    fn wav(half_ms: u32) -> Vec<u8> {
        let rate = 8000_u32;
        let half = half_ms * rate / 1000;
        let mut data = Vec::new();
        for n in 0..half * 2 {
            let sample: i16 = if n < half {
                0
            } else if n % 20 < 10 {
                20_000
            } else {
                -20_000
            };
            data.extend_from_slice(&sample.to_le_bytes());
        }
        let mut out = b"RIFF".to_vec();
        out.extend_from_slice(&(36 + data.len() as u32).to_le_bytes());
        out.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
        out.extend_from_slice(&rate.to_le_bytes());
        out.extend_from_slice(&(rate * 2).to_le_bytes());
        out.extend_from_slice(b"\x02\0\x10\0data");
        out.extend_from_slice(&(data.len() as u32).to_le_bytes());
        out.extend_from_slice(&data);
        out
    }

    #[test]
    fn a_waveform_shows_where_someone_speaks() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        std::fs::write(&path, wav(4000)).unwrap();
        let sound = examine(&path).unwrap();
        assert_eq!(sound.duration_ms, 8000);
        assert!(sound.peaks.len() <= BARS && sound.peaks.len() > 100);
        let (quiet, loud) = sound.peaks.split_at(sound.peaks.len() / 2);
        assert!(quiet.iter().all(|peak| *peak == 0) && loud.iter().all(|peak| *peak == 100), "{:?}", sound.peaks);
    }

    #[test]
    fn what_is_no_sound_is_named_and_not_played() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x");
        std::fs::write(&path, b"<html>not a sound</html>").unwrap();
        assert!(matches!(examine(&path), Err(Error::Sound(_))));
    }
}
