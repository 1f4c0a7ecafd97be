-- media_of: what became of a message's file, and where it lies in the store.
--
-- Result: one row, or none where the message has no file that is wanted. Called by: worker.
create or replace function media_of(p_tenant_id bigint, p_message_id bigint)
returns table (state text, location text, mime_type text)
language plpgsql
stable
security definer
set search_path = shi, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    select f.state, f.location, f.mime_type
    from media f
    where f.tenant_id = p_tenant_id and f.message_id = p_message_id;
end
$$;
comment on function media_of is 'What became of a message''s file.';
