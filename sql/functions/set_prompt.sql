-- set_prompt: sets what the model is told about a business, and by whom.
--
-- Parameters: p_medium: whatsapp or call; p_content: 1 to 10,000 characters; p_author: a name for the record.
-- Result: the prompt's version; the present one where nothing has changed.
-- Called by: the DBA and operators' tools (shi_admin).
create or replace function set_prompt(p_tenant_id bigint, p_medium text, p_content text, p_author text) returns integer
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
declare
    v_author  text := current_setting('shi.author', true);
    v_version integer;
begin
    if p_medium is null or p_medium not in ('whatsapp', 'call') then
        raise exception 'a prompt''s medium is whatsapp or call';
    end if;
    if coalesce(length(p_content), 0) not between 1 and 10000 then
        raise exception 'a prompt has 1 to 10000 characters, not %', coalesce(length(p_content), 0);
    end if;
    if coalesce(p_author, '') = '' then
        raise exception 'a prompt''s author must be named';
    end if;
    perform from tenant t where t.tenant_id = p_tenant_id;
    if not found then
        raise exception 'there is no tenant %', p_tenant_id using errcode = 'no_data_found';
    end if;

    perform set_config('shi.author', p_author, true);
    insert into prompt as p (tenant_id, medium, content)
    values (p_tenant_id, p_medium, p_content)
    on conflict (tenant_id, medium) do update set content = excluded.content
    returning p.version into v_version;
    perform set_config('shi.author', coalesce(v_author, ''), true);
    return v_version;
end
$$;
comment on function set_prompt is 'Sets what the model is told about a business.';
