-- Addresses of a customer that belong to no channel account: telephone, e-mail, post. An address on a channel account is an identity.
CREATE TABLE customers.address (
    id uuid PRIMARY KEY,
    customer_id uuid NOT NULL REFERENCES customers.customer ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    kind text NOT NULL CHECK (kind IN ('phone', 'email', 'post')),
    value text NOT NULL,              -- what is compared: E.164, folded e-mail address, one line of post
    shown text NOT NULL,              -- as somebody wrote it
    source text NOT NULL,             -- agent, call
    verified boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT address_once UNIQUE (customer_id, kind, value)
);
-- A household shares a number, so the same value may stand for several customers.
CREATE INDEX address_value ON customers.address (kind, value text_pattern_ops);
-- People know the last digits of a number.
CREATE INDEX address_tail ON customers.address (reverse(value) text_pattern_ops) WHERE kind = 'phone';
-- Channels whose identities are telephone numbers.
CREATE INDEX identity_number ON customers.identity (external_id) WHERE external_id LIKE '+%';

-- How texts are compared: width, case and kana folded, spaces dropped.
CREATE FUNCTION customers.fold(given text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(translate(lower(normalize(given, NFKC)),
    'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶ',
    'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖ'), ' ', '');

-- Every character and every pair of neighbours: what a GIN index needs to find a part of a word without an extension.
CREATE FUNCTION customers.grams(given text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT array_agg(DISTINCT substr(folded.text, place, size)) FROM (SELECT customers.fold(given) AS text) folded,
    generate_series(1, length(folded.text)) place, generate_series(1, 2) size WHERE place + size - 1 <= length(folded.text));

CREATE INDEX customer_words ON customers.customer USING gin (customers.grams(COALESCE(name, '') || '|' || COALESCE(kana, '') || '|' || COALESCE(company, '')));
CREATE INDEX identity_words ON customers.identity USING gin (customers.grams(display_name));
