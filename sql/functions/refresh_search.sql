-- refresh_search: makes everything that search reads anew, where it is missing, or its functions or the dictionary now say
-- otherwise.
--
-- Called by: install.sql.
create or replace function refresh_search() returns void
language plpgsql
set search_path = shi, pg_temp
as $$
begin
    update knowledge k
    set questions = k.questions
    where exists (
        select from unnest(k.questions) with ordinality as u (question, ordinality)
        left join knowledge_question q
            on q.tenant_id = k.tenant_id and q.knowledge_id = k.knowledge_id and q.ordinal = u.ordinality
        where fold_text(u.question) <> '' and (
            q.signature is distinct from trigram_signature(fold_text(u.question))
            or q.words is distinct from array(
                select dictionary_stem(s.word)
                from unnest((string_to_array(fold_text(u.question), ' '))[1:40]) with ordinality as s (word, ordinality)
                order by s.ordinality)));
    update listing l
    set summary_he = l.summary_he
    where l.search is distinct from listing_words(l.summary_he || ' ' || l.summary_en)
        or l.area_key is distinct from place_key(l.area_he)
        or l.street_key is distinct from street_key(l.address_he)
        or exists (
            select from terms_of_listing(l) t
            left join listing_term k
                on k.tenant_id = l.tenant_id and k.kind = t.kind and k.term = t.term and k.key = t.key
            where k.term is null or k.signature is distinct from t.signature);
end
$$;
comment on function refresh_search is 'Makes what search reads anew where it has changed.';
