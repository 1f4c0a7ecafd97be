-- move_report: moves the message of a report on, as far as the report says; see move_status.
--
-- A provider's id that is new to us goes with it; one that is known has nothing to teach.
-- Called by: accept_statuses, keep_early_status.
create or replace function move_report(p_report status_item) returns boolean
language sql
set search_path = shi, pg_temp
as $$
    select move_status(
        p_report.tenant_id, p_report.message_id, p_report.status,
        case when not p_report.is_known then p_report.provider_message_id end,
        p_report.status_at, p_report.error_code, p_report.error, p_report.pricing)
$$;
comment on function move_report is 'Moves the message of a report on.';
