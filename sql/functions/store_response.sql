-- store_response: keeps a model's answer to normalised words, for an hour or until a fact of the tenant's changes.
--
-- Nothing is kept that was made of facts that have changed meanwhile, or that is too long for a frequent answer.
-- Called by: worker.
create or replace function store_response(
    p_tenant_id     bigint,
    p_language      text,
    p_words         text,
    p_facts_version bigint,
    p_reply         text,
    p_model         text
) returns void
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
begin
    insert into response_cache as r (tenant_id, language, words, facts_version, reply, model, expires_at)
    select v.tenant_id, p_language, p_words, p_facts_version, p_reply, p_model, clock_timestamp() + interval '1 hour'
    from tenant_version v
    where v.tenant_id = p_tenant_id and v.facts_version = p_facts_version
        and length(p_words) between 1 and 200 and length(p_reply) between 1 and 4000
    on conflict (tenant_id, language, words) do update
        set facts_version = excluded.facts_version, reply = excluded.reply, model = excluded.model, hits = 0,
            created_at = now(), last_hit_at = null, expires_at = excluded.expires_at
        where r.facts_version <= excluded.facts_version;
end
$$;
comment on function store_response is 'Keeps a model''s answer to a frequent message.';
