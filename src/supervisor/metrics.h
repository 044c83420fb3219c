/*-------------------------------------------------------------------------
 *
 * metrics.h
 *	  Publishing metrics each minute.
 *
 * IDENTIFICATION
 *	  src/supervisor/metrics.h
 *
 *-------------------------------------------------------------------------
 */
#ifndef AWSPIPE_METRICS_H
#define AWSPIPE_METRICS_H

/*
 * Publishes what is due by awspipe.metric_setting.  For the supervisor; has
 * transactions of its own and never throws.  Caller must not be in a
 * transaction.
 */
extern void awspipe_metrics_publish_due(void);

#endif							/* AWSPIPE_METRICS_H */
