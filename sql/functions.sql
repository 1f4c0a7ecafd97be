-- functions.sql: every function, each from its own file, those that others need first.

\ir functions/milliseconds.sql
\ir functions/id_at.sql
\ir functions/id_time.sql
\ir functions/next_id.sql
\ir functions/next_ids.sql
\ir functions/create_partitions.sql
\ir functions/read_wall_time.sql
\ir functions/wall_time.sql
\ir functions/moment_of.sql

-- Triggers and what they need
\ir functions/fold_text.sql
\ir functions/word_stem.sql
\ir functions/word_variants.sql
\ir functions/word_weight.sql
\ir functions/trigram_signature.sql
\ir functions/place_key.sql
\ir functions/street_key.sql
\ir functions/dictionary_stem.sql
\ir functions/listing_words.sql
\ir functions/terms_of_listing.sql
\ir functions/make_knowledge_questions.sql
\ir functions/make_listing_search.sql
\ir functions/make_listing_terms.sql
\ir functions/refresh_search.sql
\ir functions/validate_constraints.sql
\ir functions/raise_version.sql
\ir functions/number_prompt.sql
\ir functions/record_prompt.sql
\ir functions/set_prompt.sql

-- A message in
\ir functions/settle_message.sql
\ir functions/bury_send.sql
\ir functions/lock_provider_id.sql
\ir functions/learn_provider_id.sql
\ir functions/move_status.sql
\ir functions/record_event.sql
\ir functions/open_handover.sql
\ir functions/merge_leads.sql
\ir functions/stop_bot.sql
\ir functions/change_mode.sql
\ir functions/set_conversation_mode.sql
\ir functions/merge_contacts.sql
\ir functions/add_identity.sql
\ir functions/find_or_make_contact.sql
\ir functions/find_or_make_conversation.sql
\ir functions/find_conversations.sql
\ir functions/change_numbers.sql
\ir functions/limit_unsupported.sql
\ir functions/store_notice.sql
\ir functions/apply_consent.sql
\ir functions/store_echo.sql
\ir functions/store_inbound.sql
\ir functions/reply_deadline.sql
\ir functions/make_reply_jobs.sql
\ir functions/make_media_jobs.sql
\ir functions/accept_messages.sql
\ir functions/record_connection.sql
\ir functions/webhook_channels.sql
\ir functions/set_channel.sql
\ir functions/set_channel_secret.sql

-- Jobs and workers
\ir functions/announce_jobs.sql
\ir functions/register_worker.sql
\ir functions/pulse.sql
\ir functions/give_back_jobs.sql
\ir functions/reap_workers.sql
\ir functions/retire_worker.sql
\ir functions/promote_jobs.sql
\ir functions/next_tenant_waiting.sql
\ir functions/pick_jobs_in_turn.sql
\ir functions/claim_jobs.sql
\ir functions/release_job.sql
\ir functions/purge.sql
\ir functions/return_to_bot.sql
\ir functions/upkeep.sql

-- A turn
\ir functions/end_idle_reply_job.sql
\ir functions/lead_facts.sql
\ir functions/contact_state.sql
\ir functions/is_open.sql
\ir functions/closed_since.sql
\ir functions/begin_turn.sql
\ir functions/read_count.sql
\ir functions/add_spend.sql
\ir functions/arm_analysis.sql
\ir functions/postpone_send.sql
\ir functions/window_is_open.sql
\ir functions/take_pair_token.sql
\ir functions/end_pair_call.sql
\ir functions/store_reply.sql
\ir functions/repeated_reply.sql
\ir functions/store_facts.sql
\ir functions/book_viewing.sql
\ir functions/cancel_viewing.sql
\ir functions/apply_writes.sql
\ir functions/finish_reply.sql
\ir functions/find_knowledge.sql
\ir functions/named_places.sql
\ir functions/find_listings.sql
\ir functions/get_listings.sql
\ir functions/free_slots.sql
\ir functions/store_prompt.sql
\ir functions/take_response.sql
\ir functions/store_response.sql

-- Customers' files
\ir functions/begin_media.sql
\ir functions/finish_media.sql
\ir functions/media_of.sql
\ir functions/store_transcript.sql
\ir functions/expired_media.sql
\ir functions/forget_media.sql

-- An analysis
\ir functions/begin_analysis.sql
\ir functions/store_analysis.sql
\ir functions/finish_analysis.sql

-- A message out
\ir functions/offers_look_up.sql
\ir functions/delivers_once.sql
\ir functions/settling_step.sql
\ir functions/fail_unwindowed_send.sql
\ir functions/settle_lost_send.sql
\ir functions/begin_send.sql
\ir functions/give_up_send.sql
\ir functions/finish_send.sql
\ir functions/unclaimed_ids.sql
\ir functions/known_contact.sql
\ir functions/channel_for.sql
\ir functions/outbound_channel.sql
\ir functions/accept_outbound.sql
\ir functions/outbound_state.sql
\ir functions/announce_settled.sql
\ir functions/channel_for_typing.sql
\ir functions/set_chat_mode.sql

-- Reports of messages out
\ir functions/reported_message.sql
\ir functions/move_report.sql
\ir functions/keep_early_status.sql
\ir functions/accept_statuses.sql

\ir functions/readiness.sql
\ir functions/add_counts.sql
\ir functions/metrics.sql
