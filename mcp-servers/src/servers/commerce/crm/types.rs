//! What the sales team keeps.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kit::{Day, Money, Time};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    Prospect,
    Customer,
    FormerCustomer,
}

/// A company that buys or may buy.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Company {
    /// Id of the company.
    pub id: String,
    /// Name of the company.
    pub name: String,
    /// Domain of its mail addresses.
    pub domain: String,
    /// What it does.
    pub industry: String,
    /// City and country of its seat.
    pub location: String,
    /// How many people work there.
    pub employees: i64,
    /// Whether it has bought before.
    pub lifecycle: Lifecycle,
    /// Name of the colleague who looks after it.
    pub account_owner: String,
}

/// A person at a company, with the id of the user's address book where the person is in it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Person {
    /// Id of the contact.
    pub id: String,
    /// Id of the company.
    pub company_id: String,
    /// Full name.
    pub name: String,
    /// Mail address.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Phone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Job title.
    pub job_title: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Qualification,
    Discovery,
    Proposal,
    Negotiation,
    Won,
    Lost,
}

impl Stage {
    pub const ALL: [Self; 6] =
        [Self::Qualification, Self::Discovery, Self::Proposal, Self::Negotiation, Self::Won, Self::Lost];

    /// How likely a deal of this stage is won, in percent.
    pub fn probability(self) -> i64 {
        match self {
            Self::Qualification => 10,
            Self::Discovery => 25,
            Self::Proposal => 50,
            Self::Negotiation => 75,
            Self::Won => 100,
            Self::Lost => 0,
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::Qualification => "qualification",
            Self::Discovery => "discovery",
            Self::Proposal => "proposal",
            Self::Negotiation => "negotiation",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    pub fn is_open(self) -> bool {
        !matches!(self, Self::Won | Self::Lost)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LostReason {
    Price,
    Competitor,
    NoBudget,
    NoDecision,
    MissingFeature,
}

/// Something that may be sold.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Deal {
    /// Id of the deal.
    pub id: String,
    /// Name of the deal.
    pub name: String,
    /// Id of the company.
    pub company_id: String,
    /// Name of the company.
    pub company_name: String,
    /// Id of the contact who decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<String>,
    /// How far the deal is.
    pub stage: Stage,
    /// What it is worth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Day on which it is expected to be signed, or was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub close_date: Option<Day>,
    /// What is to be done next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_step: Option<String>,
    /// Day by which it is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_step_due: Option<Day>,
    /// Name of the colleague who works on it.
    pub owner: String,
    /// Why it was lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost_reason: Option<LostReason>,
    /// Counts the changes; give it as expected_version to be sure that nobody else has changed the deal.
    pub version: i64,
    /// When the deal was created.
    pub created_at: Time,
    /// When its stage last changed.
    pub stage_since: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActivityKind {
    Call,
    Email,
    Meeting,
    Note,
}

/// Something that happened with a company.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Activity {
    /// Id of the activity.
    pub id: String,
    /// Kind of activity.
    pub kind: ActivityKind,
    /// Id of the company.
    pub company_id: String,
    /// Id of the deal it was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deal_id: Option<String>,
    /// Id of the contact it was with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_id: Option<String>,
    /// What happened.
    pub summary: String,
    /// Name of the colleague who did it.
    pub author: String,
    /// When it happened.
    pub happened_at: Time,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeadStatus {
    New,
    Contacted,
    Converted,
    Disqualified,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LeadSource {
    Website,
    Referral,
    TradeFair,
    Newsletter,
}

/// Somebody who has shown interest and is no contact yet.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Lead {
    /// Id of the lead.
    pub id: String,
    /// Full name.
    pub name: String,
    /// Mail address.
    #[schemars(extend("format" = "email"))]
    pub email: String,
    /// Company as the person wrote it.
    pub company_name: String,
    /// Job title.
    pub job_title: String,
    /// Where the person heard of the user's company.
    pub source: LeadSource,
    /// What the person asked for.
    pub interest: String,
    /// What became of the lead.
    pub status: LeadStatus,
    /// When the lead came in.
    pub created_at: Time,
}
