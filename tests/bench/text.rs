//! Synthetic text of a language's statistics: few words are frequent, most are rare.

/// 240 common English words, then words made of English-like syllables; no word twice.
pub fn vocabulary(size: usize) -> Vec<String> {
    const COMMON: &str = "the to and a you i is it of in that for on we be are have this with so at not your can my but what \
        if do just me will all no or was they up there one out about get like know from how yeah going as would time he \
        them our okay right see when now good here call an go some then back well think need want their been had were by \
        has she her him his could other more than into over also come make take work day week today tomorrow morning \
        afternoon roof leak house water gutter estimate insurance claim price invoice payment check send text email phone \
        number address office crew truck ladder shingle repair replace install damage storm hail wind rain ceiling wall \
        kitchen bathroom garage window door front side yard street please thank thanks sorry sure great perfect awesome \
        sounds let leave message missed voicemail later soon before after next last first second two three four five \
        hundred dollars money cost cheap quote job project start finish done schedule appointment monday tuesday \
        wednesday thursday friday saturday sunday january february march april may june july august";
    const SYLLABLES: [&str; 48] = [
        "ba", "ber", "bo", "ca", "car", "con", "da", "de", "der", "di", "en", "er", "fa", "for", "ga", "gen", "ha",
        "in", "ing", "ka", "la", "le", "ler", "li", "lo", "ma", "man", "me", "mo", "na", "ne", "no", "par", "per",
        "pre", "pro", "ra", "re", "ro", "sa", "ser", "son", "ta", "ter", "tion", "ton", "ver", "vi",
    ];
    let mut seen = std::collections::HashSet::new();
    let mut words: Vec<String> = Vec::with_capacity(size);
    for word in COMMON.split_whitespace() {
        if seen.insert(word.to_owned()) {
            words.push(word.to_owned());
        }
    }
    let mut noise = Noise(5);
    while words.len() < size {
        let count = 2 + noise.below(3);
        let word: String = (0..count).filter_map(|_| SYLLABLES.get(noise.below(SYLLABLES.len())).copied()).collect();
        if seen.insert(word.clone()) {
            words.push(word);
        }
    }
    words
}

/// Draws ranks by Zipf's law.
pub struct Zipf(Vec<f64>);

impl Zipf {
    pub fn new(size: usize, exponent: f64) -> Self {
        let mut sum = 0.0;
        let mut sums: Vec<f64> = (1..=size)
            .map(|rank| {
                sum += (rank as f64).powf(-exponent);
                sum
            })
            .collect();
        sums.iter_mut().for_each(|s| *s /= sum);
        Self(sums)
    }

    pub fn draw(&self, noise: &mut Noise) -> usize {
        let at = noise.unit();
        self.0.partition_point(|sum| *sum < at).min(self.0.len() - 1)
    }
}

/// Deterministic noise (splitmix64).
pub struct Noise(pub u64);

impl Noise {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}

/// A firm's texts: the same number always gives the same words.
pub struct Text {
    vocabulary: Vec<String>,
    word_at: Zipf,
}

impl Text {
    pub fn new() -> Self {
        Self { vocabulary: vocabulary(60_000), word_at: Zipf::new(60_000, 1.05) }
    }

    /// The `count` words of text number `n`.
    pub fn words(&self, n: u64, count: u64) -> Vec<&str> {
        let mut noise = Noise(n.wrapping_mul(0x2545_f491_4f6c_dd1d));
        (0..count).map(|_| self.vocabulary[self.word_at.draw(&mut noise)].as_str()).collect()
    }
}
