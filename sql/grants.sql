-- grants.sql: which program may call which function. Nobody but shi_admin, who is the DBA's, reads a table.

revoke all on schema shi from public;
grant usage on schema shi to shi_webhook, shi_send, shi_typing, shi_status, shi_worker, shi_admin;

grant execute on function
    webhook_channels, accept_messages, accept_statuses, record_connection, announce_jobs
to shi_webhook;

grant execute on function accept_outbound, outbound_state, outbound_channel, set_chat_mode, announce_jobs to shi_send;

grant execute on function channel_for_typing, outbound_channel to shi_typing;

grant execute on function readiness, metrics to shi_status;

grant execute on function add_counts to shi_webhook, shi_send, shi_typing, shi_worker;

grant execute on function
    register_worker, pulse, reap_workers, retire_worker, promote_jobs, claim_jobs, release_job, upkeep,
    begin_turn, finish_reply, find_knowledge, find_listings, get_listings, free_slots,
    store_prompt, take_response, store_response, begin_analysis, finish_analysis, add_spend,
    begin_media, finish_media, media_of, store_transcript, expired_media, forget_media,
    begin_send, finish_send, unclaimed_ids, announce_settled, announce_jobs
to shi_worker;

grant select on all tables in schema shi to shi_admin;
-- The partitions of coming months too, whoever makes them.
alter default privileges for role shi_owner in schema shi grant select on tables to shi_admin;
-- But what proves who calls is nobody's to read: it is written, and handed to the program that needs it, by functions.
revoke all on table channel_secret from shi_admin;
grant execute on function
    set_conversation_mode, set_prompt, set_channel, set_channel_secret, id_time, id_at, readiness
to shi_admin;
