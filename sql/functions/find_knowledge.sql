-- find_knowledge: the tenant's knowledge that fits what a customer wrote, best first.
--
-- Each way to ask that an entry lists is compared with the text word by word: a word counts by its weight (see
-- word_weight) when the text has its stem, and in part when it has something that is spelled alike. Most of the score is
-- the share of the question that the text has; the rest is how alike the whole is, which also tells apart questions of
-- the same words.
-- Parameters: p_language: the language of the answer wanted; the question may be in either.
-- Result: a row per topic. score is from 0 to 1; from 0.6 on this is what was asked.
-- Called by: worker.
create or replace function find_knowledge(p_tenant_id bigint, p_text text, p_language text, p_limit integer)
returns table (topic text, answer text, score real)
language plpgsql
stable
security definer
set search_path = shi, pg_temp
as $$
#variable_conflict use_column
declare
    v_folded    text      := fold_text(p_text);
    v_variants  text[]    := word_variants(v_folded);
    v_signature bit(1024) := trigram_signature(v_folded);
begin
    return query
    -- What shares no word that tells, and few trigrams, is not worth a look.
    with likely as materialized (
        select q.topic, q.words, q.weights, word_similarity(q.folded, v_folded) as alike
        from knowledge_question q
        where q.tenant_id = p_tenant_id
            and (q.keys && v_variants or bit_count(q.signature & v_signature) >= 0.5 * bit_count(q.signature))
    ),
    best as (
        select l.topic, least(1, max(0.8 * w.share + 0.2 * l.alike))::real as score
        from likely l
        cross join lateral (
            select sum(s.weight * case
                when s.word = any (v_variants) then 1
                when length(s.word) >= 4 then greatest(0, 2 * word_similarity(s.word, v_folded) - 1)
                else 0
            end) / sum(s.weight) as share
            from unnest(l.words, l.weights) as s (word, weight)
        ) w
        group by l.topic
        order by 2 desc, 1
        limit p_limit
    )
    select b.topic, told.answer, b.score
    from best b
    cross join lateral (
        select k.answer
        from knowledge k
        where k.tenant_id = p_tenant_id and k.topic = b.topic
        order by k.language = p_language desc, k.knowledge_id
        limit 1
    ) told
    order by b.score desc, b.topic;
end
$$;
comment on function find_knowledge is 'The tenant''s knowledge that fits what a customer wrote.';
