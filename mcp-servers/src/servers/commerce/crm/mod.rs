//! The sales team's records: companies, contacts, deals in a pipeline, activities and leads.

mod companies;
mod data;
mod deals;
mod forecast;
mod leads;
mod moving;
mod texts;
mod types;

use serde::Serialize;

use crate::kit::prompt::{self, Prompt};
use crate::kit::resource::{self, Listed, Resource};
use crate::kit::server::Server;
use crate::kit::tool::{Tool, read, write};
use crate::kit::{Currency, Noun, Table};
use crate::world::World;
use types::{Activity, Company, Deal, Lead, Person};

const COMPANY: Noun = Noun { name: "company", finder: "search_crm_companies" };
const CONTACT: Noun = Noun { name: "contact", finder: "get_crm_company" };
const DEAL: Noun = Noun { name: "deal", finder: "search_deals" };
const LEAD: Noun = Noun { name: "lead", finder: "list_leads" };

/// Everything the sales team knows.
#[derive(Debug, Clone, Serialize)]
pub struct Crm {
    activities: Table<Activity>,
    companies: Table<Company>,
    contacts: Table<Person>,
    currency: String,
    deals: Table<Deal>,
    leads: Table<Lead>,
    /// The user.
    me: String,
    own_company: String,
}

impl Server for Crm {
    const NAME: &'static str = "crm";
    const TITLE: &'static str = "CRM";
    const DESCRIPTION: &'static str = "Customer relations of the user's company: companies and contacts, deals in a pipeline, activities, leads and the forecast.";
    const INSTRUCTIONS: &'static str = "Deals go from qualification through discovery, proposal and negotiation to won or lost, one stage at a time. Amount and \
        close date are needed from proposal on. Log what happens with log_sales_activity. Contacts have the ids of the address book.";

    fn generate(world: &World) -> Self {
        data::generate(world)
    }

    fn tools() -> Vec<Tool<Self>> {
        vec![
            read("search_crm_companies", companies::search_crm_companies),
            read("get_crm_company", companies::get_crm_company),
            read("search_deals", deals::search_deals),
            write("create_deal", deals::create_deal),
            write("update_deal", deals::update_deal).destructive(),
            write("move_deal", moving::move_deal),
            write("log_sales_activity", companies::log_sales_activity),
            read("list_leads", leads::list_leads),
            write("convert_lead", leads::convert_lead),
            read("get_sales_forecast", forecast::get_sales_forecast),
        ]
    }

    fn resources() -> Vec<Resource<Self>> {
        let listed = |crm: &Self| {
            let one = |company: &Company| Listed { values: vec![company.id.clone()], title: company.name.clone() };
            crm.companies.values().map(one).collect()
        };
        vec![
            resource::fixed(
                "crm://pipeline.csv",
                "pipeline",
                "All deals with stage, amount, close date and owner, as a table.",
                "text/csv",
                |crm, _| Ok(texts::pipeline(crm)),
            ),
            resource::template(
                "crm://companies/{company_id}",
                "company_brief",
                "One company with its contacts, deals and latest activities.",
                "text/markdown",
                listed,
                |crm, _, vars| Ok(texts::brief(crm, COMPANY.get(&crm.companies, vars.get("company_id"))?)),
            ),
        ]
    }

    fn prompts() -> Vec<Prompt<Self>> {
        let names = |crm: &Self| crm.companies.values().map(|company| company.name.clone()).collect();
        vec![
            prompt::new("prepare_client_meeting", texts::prepare_client_meeting)
                .complete("company", names)
                .complete("goal", |_| {
                    ["close the deal", "first meeting", "renewal", "complaint"].map(str::to_owned).to_vec()
                }),
        ]
    }
}

impl Crm {
    fn currency(&self) -> &'static Currency {
        Currency::of(&self.currency)
    }
}
