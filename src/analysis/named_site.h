/* The name of a site that a limit has, against all sites that ever allocated. */
#ifndef ANALYSIS_NAMED_SITE_H
#define ANALYSIS_NAMED_SITE_H

#include "analysis/sites.h"

/* For a finding of max-site whose site never was there: tells why, and the name that may have been
 * meant. `namer` may be NULL. Linear in the sites. */
void named_site_miss(struct hpt_finding *finding, const struct sites *sites,
                     const struct hpt_namer *namer);

#endif
