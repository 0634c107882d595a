-- Formulas that several marts share; temporary, so that none of them ends in a release.
-- Numbers are written with an exponent: without one they are decimals, whose arithmetic costs twenty times that of doubles.

-- Wilson's 95 % score interval of a share (Wilson 1927, JASA 22: 209-212):
-- (k + z²/2 ± z·√(k(n−k)/n + z²/4)) / (n + z²), z = 1.959963984540054. NULL for n = 0.
CREATE OR REPLACE TEMP MACRO wilson_low(k, n) AS
    CASE WHEN n > 0 THEN greatest(0.0e0,
        (k + 1.9207294103470142e0 - 1.959963984540054e0 * sqrt(k * (n - k) / n + 0.9603647051735071e0))
        / (n + 3.8414588206940285e0)) END;

CREATE OR REPLACE TEMP MACRO wilson_high(k, n) AS
    CASE WHEN n > 0 THEN least(1.0e0,
        (k + 1.9207294103470142e0 + 1.959963984540054e0 * sqrt(k * (n - k) / n + 0.9603647051735071e0))
        / (n + 3.8414588206940285e0)) END;

-- ln P(Y = y) for Y ~ Binomial(m, n / (n + b)).
CREATE OR REPLACE TEMP MACRO log_binomial(y, m, n, b) AS
    lgamma(m + 1.0e0) - lgamma(y + 1.0e0) - lgamma(m - y + 1.0e0)
    + y * (ln(n) - ln(n + b)) + (m - y) * (ln(b) - ln(n + b));

-- How many terms of a binomial tail matter. The terms fall from the first one on, the i-th at least as fast
-- as exp(−i²/2 · (1/k + 1/k0)); what is cut off is below 1e-12 of the sum.
CREATE OR REPLACE TEMP MACRO tail_length(k, k0) AS
    8 + CAST(ceil(7.5e0 * sqrt(greatest(0, k) * k0 / greatest(1, k + k0))) AS BIGINT);

-- ln of the sum of P(Y = y) for y from first to last, scaled by the term at k, the largest, so that it cannot
-- underflow. The list of one struct holds what all terms share, so that it is computed once.
CREATE OR REPLACE TEMP MACRO log_tail(first, last, k, m, n, b) AS
    log_binomial(k, m, n, b) + ln(list_transform(
        [{'odds': ln(n) - ln(b), 'largest': lgamma(k + 1.0e0) + lgamma(m - k + 1.0e0)}],
        lambda shared: list_sum(list_transform(range(first, last + 1), lambda y: exp(
            (y - k) * shared.odds + shared.largest - lgamma(y + 1.0e0) - lgamma(m - y + 1.0e0)))))[1]);

-- ln P(X >= k), k >= 1.
CREATE OR REPLACE TEMP MACRO log_upper_tail(k, m, n, b) AS
    log_tail(k, least(m, k + tail_length(k, m - k)), k, m, n, b);

-- ln P(X <= k) for Y among m = k0 + k + 1, of a k below the expectation, where the upper tail would be a long sum.
CREATE OR REPLACE TEMP MACRO log_lower_tail(k, m, n, b) AS
    log_tail(greatest(0, k - tail_length(k, m - k)), k, k, m, n, b);

-- Surprise at k posts of a topic among n, after k0 among n0 in the baseline: −log10 P(X >= k), where X is the
-- Gamma–Poisson (negative binomial) predictive, Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.6:
-- the topic's rate has the posterior Gamma(a = 1 + k0, b = n0 + 1/s), so
-- P(X = x) = Γ(a + x) / (Γ(a) x!) · (1 − r)^a · r^x with r = n / (b + n).
-- The prior is worth one post; its mean s = (k0 + 1) / (n0 + 1) is the topic's own baseline share, smoothed so
-- that a topic without past has one. As a is whole, the tail is that of a binomial,
-- P(X >= k) = P(Binomial(k0 + k, r) >= k): a finite sum of positive terms.
-- NULL while the baseline holds fewer than 10 posts of any topic.
CREATE OR REPLACE TEMP MACRO surprise_over(k, n, k0, b) AS
    CASE
        WHEN k = 0 THEN 0.0e0
        WHEN (k + 1) * b >= k0 * n THEN greatest(0.0e0, -log_upper_tail(k, k0 + k, n, b) / ln(10))
        ELSE greatest(0.0e0, -log10(1.0e0 - exp(log_lower_tail(k - 1, k0 + k, n, b))))
    END;

CREATE OR REPLACE TEMP MACRO surprise(k, n, k0, n0) AS
    CASE WHEN n0 >= 10 THEN surprise_over(k, n, k0, n0 + (n0 + 1.0e0) / (k0 + 1.0e0)) END;

-- Lull at k posts of a topic among n: −log10 P(X <= k) under the same predictive, the other tail; a finite sum, too,
-- P(X <= k) = P(Binomial(k0 + k + 1, r) <= k). 0 where k is not below the expectation (k0 + 1) · n / b. Few posts
-- cannot make a lull: from none, P = (1 + n/b)^−(k0 + 1), which k0 = 0 and one post of prior keep above 1/2.
CREATE OR REPLACE TEMP MACRO lull_over(k, n, k0, b) AS
    CASE
        WHEN k * b >= (k0 + 1) * n THEN 0.0e0
        ELSE greatest(0.0e0, -log_lower_tail(k, k0 + k + 1, n, b) / ln(10))
    END;

CREATE OR REPLACE TEMP MACRO lull(k, n, k0, n0) AS
    CASE WHEN n0 >= 10 THEN lull_over(k, n, k0, n0 + (n0 + 1.0e0) / (k0 + 1.0e0)) END;

-- Ratio of two shares, k of n against k1 of n1, each with half a post added, so that 0 posts give a number
-- (Haldane 1956, Annals of Human Genetics 20: 309-311). NULL where the earlier period is not covered.
CREATE OR REPLACE TEMP MACRO smoothed_ratio(k, n, k1, n1) AS
    ((k + 0.5e0) / (n + 1)) / ((k1 + 0.5e0) / (n1 + 1));

-- Of n contents a speak of one topic, b of another, k of both.
-- Bouma 2009, Proceedings of GSCL: 31-40: ln(p(x, y) / (p(x) p(y))) / −ln p(x, y); 1 where all n speak of both.
CREATE OR REPLACE TEMP MACRO npmi(k, a, b, n) AS
    CASE WHEN k = n THEN 1.0e0 ELSE greatest(-1.0e0, least(1.0e0, ln(k * n / (a * b)) / -ln(k / n))) END;

-- x · ln(x / expected), 0 at x = 0.
CREATE OR REPLACE TEMP MACRO surplus(x, expected) AS
    CASE WHEN x > 0 THEN x * ln(x / expected) ELSE 0.0e0 END;

-- G² = 2 Σ O ln(O / E) over the four cells (Dunning 1993, Computational Linguistics 19: 61-74).
CREATE OR REPLACE TEMP MACRO log_likelihood(k, a, b, n) AS greatest(0.0e0, 2 * (
    surplus(k, a * b / n) + surplus(a - k, a * (n - b) / n)
    + surplus(b - k, (n - a) * b / n) + surplus(n - a - b + k, (n - a) * (n - b) / n)));
