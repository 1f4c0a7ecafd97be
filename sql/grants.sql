-- grants.sql: which program may call which function. Nobody but shi_admin, who is the DBA's, reads a table.

revoke all on schema shi from public;
grant usage on schema shi to shi_webhook, shi_send, shi_typing, shi_status, shi_worker, shi_admin;

grant execute on function accept_messages, record_connection, announce_jobs to shi_webhook;

grant execute on function accept_outbound, outbound_state, announce_jobs to shi_send;

grant execute on function channel_for_typing to shi_typing;

grant execute on function readiness to shi_status;

grant execute on function
    register_worker, pulse, reap_workers, retire_worker, promote_jobs, claim_jobs, release_job, upkeep,
    begin_turn, finish_reply, find_knowledge, find_listings, get_listings, free_slots,
    store_prompt, take_response, store_response, begin_analysis, finish_analysis, add_spend,
    begin_send, finish_send, announce_settled, announce_jobs
to shi_worker;

grant select on all tables in schema shi to shi_admin;
-- The partitions of coming months too, whoever makes them.
alter default privileges for role shi_owner in schema shi grant select on tables to shi_admin;
grant execute on function set_conversation_mode, set_prompt, id_time, id_at, readiness to shi_admin;
