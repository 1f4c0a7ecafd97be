-- store_prompt: keeps a rendered prompt for the other turns of the next five minutes.
--
-- One that was made from newer versions is not overwritten.
-- Called by: worker.
create or replace function store_prompt(
    p_tenant_id     bigint,
    p_medium        text,
    p_language      text,
    p_facts_version bigint,
    p_slots_version bigint,
    p_content       text
) returns void
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
begin
    insert into prompt_cache as c (tenant_id, medium, language, facts_version, slots_version, content, expires_at)
    values (
        p_tenant_id, p_medium, p_language, p_facts_version, p_slots_version, p_content,
        clock_timestamp() + interval '5 minutes')
    on conflict (tenant_id, medium, language) do update
        set facts_version = excluded.facts_version, slots_version = excluded.slots_version, content = excluded.content,
            expires_at = excluded.expires_at
        where c.facts_version <= excluded.facts_version and c.slots_version <= excluded.slots_version;
end
$$;
comment on function store_prompt is 'Keeps a rendered prompt.';
