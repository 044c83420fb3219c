/*
 * To DynamoDB, SNS and CloudWatch
 */

/*
 * A transaction never changes, so its item has one version: putting it once
 * more finds it there and does nothing.
 */
CREATE FUNCTION @extschema@.publish(transaction_ids text[] DEFAULT NULL) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
DECLARE
    setting @extschema@.setting := awspipe.settings(NULL::@extschema@.setting);
    published bigint;
BEGIN
    IF setting.server IS NULL THEN
        RETURN 0;               /* not deployed: nowhere to publish to */
    END IF;

    SELECT count(awspipe.dynamodb_put_item(
               setting.server, setting.table_name,
               item => jsonb_build_object(
                   'transaction_id', t.transaction_id,
                   'customer_id', t.customer_id,
                   'email', t.email,
                   'amount', t.amount,
                   'currency', t.currency,
                   'payment_method', t.payment_method,
                   'transaction_time', t.transaction_time,
                   'large_order', t.large_order,
                   'items', t.content -> 'items'),
               version => 1))
    INTO published
    FROM @extschema@.transaction AS t
    WHERE transaction_ids IS NULL OR t.transaction_id = ANY (transaction_ids);
    RETURN published;
END
$$;
COMMENT ON FUNCTION @extschema@.publish(text[]) IS 'sends these transactions, or all, to DynamoDB';

CREATE FUNCTION @extschema@.request_large_orders(transaction_ids text[]) RETURNS bigint
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
DECLARE
    setting @extschema@.setting := awspipe.settings(NULL::@extschema@.setting);
    requested bigint;
BEGIN
    SELECT count(awspipe.sns_publish(
               setting.server, setting.order_topic,
               message => jsonb_pretty(jsonb_build_object(
                   'transaction_id', t.transaction_id,
                   'customer_id', t.customer_id,
                   'amount', t.amount,
                   'currency', t.currency,
                   'transaction_time', t.transaction_time)),
               subject => format('Large order: %s %s', t.amount, t.currency),
               message_attributes => jsonb_build_object('currency', t.currency, 'amount', t.amount)))
    INTO requested
    FROM @extschema@.transaction AS t
    WHERE t.transaction_id = ANY (transaction_ids) AND t.large_order AND setting.server IS NOT NULL;
    RETURN requested;
END
$$;
COMMENT ON FUNCTION @extschema@.request_large_orders(text[]) IS 'tells the order topic which of these transactions are large';

/*
 * The first batch that brings a window's rejections to the limit raises the
 * alert; its row keeps all others from it.
 */
CREATE FUNCTION @extschema@.raise_alert() RETURNS boolean
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET timezone = 'UTC'
    AS $$
DECLARE
    setting @extschema@.setting := awspipe.settings(NULL::@extschema@.setting);
    start timestamptz := date_bin(setting.alert_window, now(), '2000-01-01 00:00+00');
    faults jsonb;
    rejected bigint;
BEGIN
    IF setting.server IS NULL OR EXISTS (SELECT FROM @extschema@.alert WHERE window_start = start) THEN
        RETURN false;
    END IF;

    INSERT INTO @extschema@.alert AS a (window_start, rejected)
    SELECT start, count(DISTINCT r.event_id)
    FROM @extschema@.rejection AS r
    WHERE r.rejected_at >= start
    HAVING count(DISTINCT r.event_id) >= setting.alert_limit
    ON CONFLICT (window_start) DO NOTHING
    RETURNING a.rejected INTO rejected;
    IF NOT FOUND THEN
        RETURN false;
    END IF;

    SELECT jsonb_object_agg(f.field, f.messages)
    INTO faults
    FROM (SELECT regexp_replace(r.field, '\[\d+\]', '[]') AS field, count(DISTINCT r.event_id) AS messages
          FROM @extschema@.rejection AS r
          WHERE r.rejected_at >= start
          GROUP BY 1) AS f;
    PERFORM awspipe.sns_publish(
        setting.server, setting.alert_topic,
        message => jsonb_pretty(jsonb_build_object(
            'pipeline', setting.name,
            'window_start', start,
            'window', setting.alert_window,
            'rejected', rejected,
            'fields', faults)),
        subject => format('%s: %s rejected', setting.name,
            CASE rejected WHEN 1 THEN '1 transaction' ELSE rejected || ' transactions' END));
    RETURN true;
END
$$;
COMMENT ON FUNCTION @extschema@.raise_alert() IS 'tells the alert topic, once in each window, that many messages were rejected';

CREATE FUNCTION @extschema@.send_metrics(accepted bigint, rejected bigint, duplicates bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    AS $$
DECLARE
    setting @extschema@.setting := awspipe.settings(NULL::@extschema@.setting);
BEGIN
    PERFORM awspipe.cloudwatch_put_metric_data(
        setting.server, 'pgawspipe/transactions', m.name, m.value,
        dimensions => jsonb_build_object('Pipeline', setting.name),
        unit => 'Count',
        at => clock_timestamp())
    FROM (VALUES ('Accepted', accepted), ('Rejected', rejected), ('Duplicates', duplicates)) AS m (name, value)
    WHERE setting.alarms;
END
$$;
COMMENT ON FUNCTION @extschema@.send_metrics(bigint, bigint, bigint) IS 'tells CloudWatch what became of a batch';
