-- Formulas that several marts share; temporary, so that none of them ends in a release.

-- Wilson's 95 % score interval of a share (Wilson 1927, JASA 22: 209-212):
-- (k + z²/2 ± z·√(k(n−k)/n + z²/4)) / (n + z²), z = 1.959963984540054. NULL for n = 0.
CREATE OR REPLACE TEMP MACRO wilson_low(k, n) AS
    CASE WHEN n > 0 THEN greatest(0.0,
        (k + 1.9207294103470142 - 1.959963984540054 * sqrt(k * (n - k) / n + 0.9603647051735071))
        / (n + 3.8414588206940285)) END;

CREATE OR REPLACE TEMP MACRO wilson_high(k, n) AS
    CASE WHEN n > 0 THEN least(1.0,
        (k + 1.9207294103470142 + 1.959963984540054 * sqrt(k * (n - k) / n + 0.9603647051735071))
        / (n + 3.8414588206940285)) END;

-- ln P(Y = y) for Y ~ Binomial(m, n / (n + b)).
CREATE OR REPLACE TEMP MACRO log_binomial(y, m, n, b) AS
    lgamma(m + 1.0) - lgamma(y + 1.0) - lgamma(m - y + 1.0)
    + y * (ln(n) - ln(n + b)) + (m - y) * (ln(b) - ln(n + b));

-- How many terms of a binomial tail matter. The terms fall from the first one on, the i-th at least as fast
-- as exp(−i²/2 · (1/k + 1/k0)); what is cut off is below 1e-17 of the sum.
CREATE OR REPLACE TEMP MACRO tail_length(k, k0) AS
    40 + CAST(ceil(9.0 * sqrt(k * k0 / (k + k0))) AS BIGINT);

-- P(X >= k), k >= 1: ln of the upper tail, scaled by its first and largest term, so that it cannot underflow.
CREATE OR REPLACE TEMP MACRO log_upper_tail(k, m, n, b) AS
    log_binomial(k, m, n, b) + ln(list_sum(list_transform(
        range(k, least(m, k + tail_length(k, m - k)) + 1),
        lambda y: exp(log_binomial(y, m, n, b) - log_binomial(k, m, n, b)))));

-- P(X < k), k >= 1, for a k below the expectation, where the upper tail would be a long sum.
CREATE OR REPLACE TEMP MACRO lower_tail(k, m, n, b) AS
    list_sum(list_transform(
        range(greatest(0, k - 1 - tail_length(k, m - k)), k),
        lambda y: exp(log_binomial(y, m, n, b))));

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
        WHEN k = 0 THEN 0.0
        WHEN (k + 1) * b >= k0 * n THEN greatest(0.0, -log_upper_tail(k, k0 + k, n, b) / ln(10))
        ELSE greatest(0.0, -log10(1.0 - lower_tail(k, k0 + k, n, b)))
    END;

CREATE OR REPLACE TEMP MACRO surprise(k, n, k0, n0) AS
    CASE WHEN n0 >= 10 THEN surprise_over(k, n, k0, n0 + (n0 + 1.0) / (k0 + 1.0)) END;
