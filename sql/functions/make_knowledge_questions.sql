-- make_knowledge_questions: makes an entry's ways to ask ready for search.
--
-- Called by: a trigger (triggers.sql).
create or replace function make_knowledge_questions() returns trigger
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
begin
    delete from knowledge_question q where q.tenant_id = new.tenant_id and q.knowledge_id = new.knowledge_id;
    insert into knowledge_question (
        tenant_id, knowledge_id, ordinal, topic, folded, words, weights, keys, signature)
    select new.tenant_id, new.knowledge_id, q.ordinality, new.topic, q.folded, w.words, w.weights, w.keys, trigram_signature(q.folded)
    from (
        select u.ordinality, fold_text(u.question) as folded
        from unnest(new.questions) with ordinality as u (question, ordinality)
        limit 1000
    ) q
    cross join lateral (
        select array_agg(dictionary_stem(s.word) order by s.ordinality) as words,
            array_agg(word_weight(s.word) order by s.ordinality) as weights,
            coalesce(
                array_agg(dictionary_stem(s.word)) filter (where word_weight(s.word) >= 0.5),
                array_agg(dictionary_stem(s.word))) as keys
        from unnest((string_to_array(q.folded, ' '))[1:40]) with ordinality as s (word, ordinality)
    ) w
    where q.folded <> '';
    return null;
end
$$;
comment on function make_knowledge_questions is 'Makes an entry''s ways to ask ready for search.';
