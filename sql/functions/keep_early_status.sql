-- keep_early_status: keeps a report until the provider's id that it names is known; moves its message on where it
-- became known meanwhile.
--
-- Result: the report's outcome: early, moved or unmoved.
-- Called by: accept_statuses.
create or replace function keep_early_status(p_report status_item) returns text
language plpgsql
set search_path = shi, pg_temp
as $$
begin
    perform lock_provider_id(p_report.tenant_id, p_report.channel_id, p_report.provider_message_id);
    select k.message_id, k.conversation_id, k.is_known
    into p_report.message_id, p_report.conversation_id, p_report.is_known
    from reported_message(p_report.tenant_id, p_report.channel_id, p_report.provider_message_id, null) k;
    if p_report.message_id is not null then
        return case when move_report(p_report) then 'moved' else 'unmoved' end;
    elsif p_report.is_known then
        return 'unmoved';
    end if;
    insert into early_status (
        tenant_id, channel_id, provider_message_id, status, status_at, error_code, error, pricing)
    values (
        p_report.tenant_id, p_report.channel_id, p_report.provider_message_id, p_report.status, p_report.status_at,
        p_report.error_code, p_report.error, p_report.pricing)
    on conflict do nothing;
    return 'early';
end
$$;
comment on function keep_early_status is 'Keeps a report until the id that it names is known.';
