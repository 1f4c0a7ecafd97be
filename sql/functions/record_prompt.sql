-- record_prompt: keeps a new version of a prompt, with who made it: the setting shi.author, or else the session's user.
--
-- Called by: a trigger (triggers.sql).
create or replace function record_prompt() returns trigger
language plpgsql
security definer
set search_path = shi, pg_temp
as $$
begin
    insert into prompt_revision (tenant_id, medium, version, content, author, changed_at)
    values (
        new.tenant_id, new.medium, new.version, new.content,
        left(coalesce(nullif(current_setting('shi.author', true), ''), session_user), 200), new.changed_at)
    on conflict do nothing;
    return null;
end
$$;
comment on function record_prompt is 'Keeps a new version of a prompt.';
