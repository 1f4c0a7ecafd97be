-- purge: deletes what is too old to be of use: reports of unknown messages after two days, provider ids and idempotency
-- keys after 40 days, leads' events, resolved hand-overs, spending, jobs that were given up and what is known of files that
-- are not kept after 400, and what has expired in the caches.
--
-- Parameters: p_most: so many rows of each table at most, so that a call is short however much there is.
-- Result: whether there may be more.
-- Called by: upkeep.
create or replace function purge(p_most integer) returns boolean
language plpgsql
set search_path = shi, pg_temp
as $$
declare
    c_long   constant interval := interval '400 days';
    v_id     bigint := id_at(now() - interval '40 days');
    v_purged integer;
    v_most   integer;
begin
    delete from provider_message
    where ctid = any (array(select p.ctid from provider_message p where p.message_id < v_id limit p_most));
    get diagnostics v_most = row_count;

    delete from send_request
    where ctid = any (array(select r.ctid from send_request r where r.message_id < v_id limit p_most));
    get diagnostics v_purged = row_count;
    v_most := greatest(v_most, v_purged);

    delete from early_status
    where ctid = any (array(
        select e.ctid from early_status e
        where e.received_at < now() - interval '2 days' limit p_most for update skip locked));
    get diagnostics v_purged = row_count;
    v_most := greatest(v_most, v_purged);

    delete from prompt_cache
    where ctid = any (array(
        select c.ctid from prompt_cache c where c.expires_at < now() limit p_most for update skip locked));
    get diagnostics v_purged = row_count;
    v_most := greatest(v_most, v_purged);

    delete from response_cache
    where ctid = any (array(
        select c.ctid from response_cache c where c.expires_at < now() limit p_most for update skip locked));
    get diagnostics v_purged = row_count;
    v_most := greatest(v_most, v_purged);

    delete from lead_event
    where ctid = any (array(select e.ctid from lead_event e where e.at < now() - c_long limit p_most));
    get diagnostics v_purged = row_count;
    v_most := greatest(v_most, v_purged);

    delete from handover
    where ctid = any (array(select h.ctid from handover h where h.resolved_at < now() - c_long limit p_most));
    get diagnostics v_purged = row_count;
    v_most := greatest(v_most, v_purged);

    delete from dead_job
    where ctid = any (array(select d.ctid from dead_job d where d.died_at < now() - c_long limit p_most));
    get diagnostics v_purged = row_count;
    v_most := greatest(v_most, v_purged);

    -- One that is stored stays until the file is deleted: see expired_media.
    delete from media
    where ctid = any (array(
        select f.ctid from media f
        where f.state <> 'stored' and f.changed_at < now() - c_long limit p_most for update skip locked));
    get diagnostics v_purged = row_count;
    v_most := greatest(v_most, v_purged);

    delete from spend
    where ctid = any (array(select s.ctid from spend s where s.day < (now() - c_long)::date limit p_most));
    get diagnostics v_purged = row_count;
    return greatest(v_most, v_purged) >= p_most;
end
$$;
comment on function purge is 'Deletes what is too old to be of use.';
