-- accept_statuses: takes a batch of providers' reports of how far messages of ours have come.
--
-- Parameters: arrays of the same length, so that a router can split them by tenant: the tenant of each element, and the
-- element itself, a JSON object as the program's StatusReport writes it (provider, channel_address,
-- provider_message_id, message_id: our own, status, at in seconds, error_code, error, pricing: JSON as text).
-- Result: a row per element, in any order: its ordinal from 1; its outcome (moved; unmoved: it says nothing new, or is
-- not about a message of ours; early: kept until the provider's id is known; unknown_channel); whether a send job was
-- made ready. Given again, or in another order, reports change nothing more.
-- Locks: conversations in key order, jobs; then see lock_provider_id.
-- Called by: webhook. The caller announces jobs of kind send after the commit.
create or replace function accept_statuses(p_tenant_ids bigint[], p_statuses jsonb[])
returns table (ordinal integer, outcome text, made_job boolean)
language plpgsql
security definer
set search_path = shi, pg_temp
set lock_timeout = '300ms'
set enable_seqscan = off
set enable_hashjoin = off
set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
    v_reports status_item[];
    v_report  status_item;
    v_unknown status_item[] := '{}';
begin
    if cardinality(p_tenant_ids) is distinct from cardinality(p_statuses) then
        raise exception 'the arrays differ in length' using errcode = 'array_subscript_error';
    end if;

    -- 1. Read the elements, find their channels and messages.
    select array_agg(row(
        e.ordinality, e.tenant_id, c.channel_id, r.provider_message_id, r.status, to_timestamp(r.at),
        left(r.error_code, 50), left(r.error, 500), r.pricing::jsonb, k.message_id, k.conversation_id, k.is_known
    )::status_item order by e.tenant_id, k.conversation_id, e.ordinality)
    into v_reports
    from unnest(p_tenant_ids, p_statuses) with ordinality as e (tenant_id, report, ordinality)
    cross join lateral jsonb_to_record(e.report) as r (
        provider text, channel_address text, provider_message_id text, message_id bigint, status text, at bigint,
        error_code text, error text, pricing text)
    left join channel c
        on c.tenant_id = e.tenant_id and c.provider = r.provider and c.address = r.channel_address
    left join lateral reported_message(
        e.tenant_id, c.channel_id, r.provider_message_id, r.message_id) k on c.channel_id is not null;

    -- 2. Move the messages on, under their conversations' locks.
    foreach v_report in array coalesce(v_reports, '{}') loop
        ordinal := v_report.ordinal;
        made_job := false;
        if v_report.channel_id is null then
            outcome := 'unknown_channel';
        elsif v_report.message_id is not null then
            outcome := case when move_report(v_report) then 'moved' else 'unmoved' end;
            made_job := outcome = 'moved' and coalesce((
                select j.state
                from job j
                where j.tenant_id = v_report.tenant_id and j.kind = 'send' and j.key = v_report.conversation_id
            ) = 'ready', false);
        elsif v_report.is_known or v_report.provider_message_id is null then
            outcome := 'unmoved';
        else
            v_unknown := v_unknown || v_report;
            continue;
        end if;
        return next;
    end loop;

    -- 3. Keep what is about ids that nobody knows yet.
    for v_report in
        select r.* from unnest(v_unknown) r order by r.tenant_id, r.channel_id, r.provider_message_id, r.ordinal
    loop
        ordinal := v_report.ordinal;
        outcome := keep_early_status(v_report);
        made_job := outcome = 'moved';
        return next;
    end loop;
end
$$;
comment on function accept_statuses is 'Takes providers'' reports of how far messages have come.';
