#include "shipped_files.h"

// The compiler reads the files themselves: nothing is copied, and a list of 200 kB of numbers
// never has to be type-checked.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char always_on_vs_campaign[] = {
#embed "../../Scenarios/always-on-vs-campaign.yaml"
};
static const unsigned char b2b_partners[] = {
#embed "../../Scenarios/b2b-partners.yaml"
};
static const unsigned char dropbox_2008[] = {
#embed "../../Scenarios/dropbox-2008.yaml"
};
static const unsigned char ecommerce_discount[] = {
#embed "../../Scenarios/ecommerce-discount.yaml"
};
static const unsigned char launch_too_early[] = {
#embed "../../Scenarios/launch-too-early.yaml"
};
static const unsigned char marketplace_travel_credit[] = {
#embed "../../Scenarios/marketplace-travel-credit.yaml"
};
static const unsigned char newsletter_milestones[] = {
#embed "../../Scenarios/newsletter-milestones.yaml"
};
static const unsigned char payments_cash[] = {
#embed "../../Scenarios/payments-cash.yaml"
};
static const unsigned char real_network[] = {
#embed "../../Scenarios/real-network.yaml"
};
static const unsigned char real_network_reshuffled[] = {
#embed "../../Scenarios/real-network-reshuffled.yaml"
};
static const unsigned char ride_hailing_credit[] = {
#embed "../../Scenarios/ride-hailing-credit.yaml"
};
static const unsigned char saas_credit[] = {
#embed "../../Scenarios/saas-credit.yaml"
};
static const unsigned char services_cash[] = {
#embed "../../Scenarios/services-cash.yaml"
};
static const unsigned char streaming_free_months[] = {
#embed "../../Scenarios/streaming-free-months.yaml"
};
static const unsigned char tesla_raffle[] = {
#embed "../../Scenarios/tesla-raffle.yaml"
};
static const unsigned char waitlist_milestones[] = {
#embed "../../Scenarios/waitlist-milestones.yaml"
};
static const unsigned char run_schema[] = {
#embed "../ShippedFiles/Schemas/run.schema.json"
};
static const unsigned char explanation_schema[] = {
#embed "../ShippedFiles/Schemas/explanation.schema.json"
};
static const unsigned char comparison_schema[] = {
#embed "../ShippedFiles/Schemas/comparison.schema.json"
};
static const unsigned char decision_schema[] = {
#embed "../ShippedFiles/Schemas/decision.schema.json"
};
static const unsigned char calibration_schema[] = {
#embed "../ShippedFiles/Schemas/calibration.schema.json"
};
static const unsigned char backtest_schema[] = {
#embed "../ShippedFiles/Schemas/backtest.schema.json"
};
static const unsigned char difference_schema[] = {
#embed "../ShippedFiles/Schemas/difference.schema.json"
};

static const shipped_file files[] = {
    {"always-on-vs-campaign.yaml", always_on_vs_campaign, sizeof always_on_vs_campaign},
    {"b2b-partners.yaml", b2b_partners, sizeof b2b_partners},
    {"dropbox-2008.yaml", dropbox_2008, sizeof dropbox_2008},
    {"ecommerce-discount.yaml", ecommerce_discount, sizeof ecommerce_discount},
    {"launch-too-early.yaml", launch_too_early, sizeof launch_too_early},
    {"marketplace-travel-credit.yaml", marketplace_travel_credit, sizeof marketplace_travel_credit},
    {"newsletter-milestones.yaml", newsletter_milestones, sizeof newsletter_milestones},
    {"payments-cash.yaml", payments_cash, sizeof payments_cash},
    {"real-network.yaml", real_network, sizeof real_network},
    {"real-network-reshuffled.yaml", real_network_reshuffled, sizeof real_network_reshuffled},
    {"ride-hailing-credit.yaml", ride_hailing_credit, sizeof ride_hailing_credit},
    {"saas-credit.yaml", saas_credit, sizeof saas_credit},
    {"services-cash.yaml", services_cash, sizeof services_cash},
    {"streaming-free-months.yaml", streaming_free_months, sizeof streaming_free_months},
    {"tesla-raffle.yaml", tesla_raffle, sizeof tesla_raffle},
    {"waitlist-milestones.yaml", waitlist_milestones, sizeof waitlist_milestones},
    {"run.schema.json", run_schema, sizeof run_schema},
    {"explanation.schema.json", explanation_schema, sizeof explanation_schema},
    {"comparison.schema.json", comparison_schema, sizeof comparison_schema},
    {"decision.schema.json", decision_schema, sizeof decision_schema},
    {"calibration.schema.json", calibration_schema, sizeof calibration_schema},
    {"backtest.schema.json", backtest_schema, sizeof backtest_schema},
    {"difference.schema.json", difference_schema, sizeof difference_schema},
};

size_t shipped_file_count(void) { return sizeof files / sizeof files[0]; }

shipped_file shipped_file_at(size_t index) { return files[index]; }
