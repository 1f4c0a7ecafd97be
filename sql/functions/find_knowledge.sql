-- find_knowledge: the tenant's knowledge that fits what a customer wrote, best first.
--
-- It compares the text with the ways to ask that each entry lists, by trigrams: Hebrew has no stemmer, and its prefixes
-- (ה, ב, ל ...) and the usual typing errors leave most trigrams of a word in place. score is from 0 to 1.
-- Parameters: p_language: the language of the answer wanted; the question may be in either.
-- Called by: worker.
create or replace function find_knowledge(p_tenant_id bigint, p_text text, p_language text, p_limit integer)
returns table (topic text, answer text, score real)
language sql
stable
security definer
set search_path = shi, pg_temp
begin atomic
    select f.topic, f.answer, f.score
    from (
        select distinct on (k.topic) k.topic, k.answer, k.language, s.score
        from knowledge k
        cross join lateral (
            select max(word_similarity(lower(q.question), lower(left(p_text, 1000)))) as score
            from knowledge asked
            cross join lateral unnest(asked.questions) as q (question)
            where asked.tenant_id = k.tenant_id and asked.topic = k.topic
        ) s
        where k.tenant_id = p_tenant_id
        order by k.topic, k.language = p_language desc
    ) f
    order by f.score desc, f.topic
    limit p_limit;
end;
comment on function find_knowledge is 'The tenant''s knowledge that fits what a customer wrote.';
