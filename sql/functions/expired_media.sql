-- expired_media: files that have been kept for as long as their tenants want (tenant.media_days), each tenant's oldest
-- first.
--
-- The caller deletes each from the store and then calls forget_media: who dies in between is given it again.
-- Parameters: p_limit: how many at most. Called by: worker, with the upkeep.
create or replace function expired_media(p_limit integer)
returns table (tenant_id bigint, message_id bigint, location text)
language plpgsql
stable
security definer
set search_path = shi, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    select f.tenant_id, f.message_id, f.location
    from tenant t
    cross join lateral (
        select m.tenant_id, m.message_id, m.location
        from media m
        where m.tenant_id = t.tenant_id and m.state = 'stored'
            and m.changed_at < now() - make_interval(days => t.media_days)
        order by m.changed_at
        limit p_limit
    ) f
    limit p_limit;
end
$$;
comment on function expired_media is 'Files that are to be deleted.';
