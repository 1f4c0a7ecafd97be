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
    select best.topic, told.answer, best.score
    from (
        select k.topic, max(word_similarity(lower(q.question), lower(left(p_text, 1000)))) as score
        from knowledge k
        cross join lateral unnest(k.questions) as q (question)
        where k.tenant_id = p_tenant_id
        group by k.topic
        order by 2 desc, 1
        limit p_limit
    ) best
    cross join lateral (
        select k.answer
        from knowledge k
        where k.tenant_id = p_tenant_id and k.topic = best.topic
        order by k.language = p_language desc, k.knowledge_id
        limit 1
    ) told
    order by best.score desc, best.topic;
end;
comment on function find_knowledge is 'The tenant''s knowledge that fits what a customer wrote.';
