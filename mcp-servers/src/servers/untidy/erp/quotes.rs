//! The module of quotes. It keeps its times in seconds since 1970.

use serde_json::{Value, json};

use super::codes::{QuoteStatus, SoStatus};
use super::formats::unix;
use super::reply::{Reply, Style, act, arguments, look};
use super::types::{Quote, SalesLine, SalesOrder, total};
use super::{CUSTOMER, Erp, QUOTE};
use crate::kit::tool::Tool;
use crate::kit::{Call, Day, Int, ToolError, conflict, invalid, not_allowed};

arguments! {
    QuoteItem {
        "sku" sku: String,
        "quantity" quantity: Int<1, 10_000>,
        /// extra discount in percent, max 15
        "discount_pct" discount: Option<Int<0, 15>>,
    }
    /// Creates a quotation for a customer. Prices are determined automatically (price group, quantity break); an extra discount
    /// of up to 15% can be given per line. valid_days defaults to 30.
    Create {
        "customer_no" customer: String,
        #[schemars(length(min = 1, max = 30))]
        "items" items: Vec<QuoteItem>,
        "valid_days" valid_days: Option<Int<1, 180>>,
    }
    /// get a quote
    Get {
        "quoteId" quote: String,
    }
    /// list quotes (O=open, W=won, E=expired)
    List {
        "status" status: Option<QuoteStatus>,
        "customer_no" customer: Option<String>,
    }
    /// Converts an open quote to a sales order (status N). Fails if quote is expired or already converted, or if the customer's
    /// credit limit would be exceeded.
    Convert {
        "quote_id" quote: String,
    }
}

pub fn tools() -> Vec<Tool<Erp>> {
    vec![
        act("quote_create", Style::Wrapped, create),
        look("getQuote", Style::Record, get),
        look("listQuotes", Style::Bare, list),
        act("convertQuoteToOrder", Style::Record, convert),
    ]
}

fn create(erp: &mut Erp, call: &mut Call, args: Create) -> Reply {
    CUSTOMER.get(&erp.customers, &args.customer)?;
    if args.items.is_empty() || args.items.len() > 30 {
        return Err(invalid("Argument `items`: 1 to 30 lines."));
    }
    let line = |one: &QuoteItem| {
        let price = erp.price_for(&args.customer, &one.sku, one.quantity.0)?;
        let unit_price = price * (100 - one.discount.map_or(0, |percent| percent.0)) / 100;
        Ok(SalesLine { sku: erp.item(&one.sku)?.sku.clone(), qty: one.quantity.0, unit_price })
    };
    let lines = args.items.iter().map(line).collect::<Result<Vec<_>, ToolError>>()?;
    let today = call.now.day();
    let quote = Quote {
        customer_no: args.customer,
        lines,
        created: today,
        valid_until: today.plus_days(args.valid_days.map_or(30, |days| days.0)),
        order_no: None,
    };
    let id = format!("Q{}", call.ids.number("erp quote"));
    let shown = erp.quote_json(&id, &quote, today);
    erp.quotes.insert(id, quote);
    Ok(shown)
}

fn get(erp: &Erp, call: &Call, args: Get) -> Reply {
    Ok(erp.quote_json(&args.quote, QUOTE.get(&erp.quotes, &args.quote)?, call.now.day()))
}

fn list(erp: &Erp, call: &Call, args: List) -> Reply {
    let today = call.now.day();
    let wanted = |(_, quote): &(&String, &Quote)| {
        args.status.is_none_or(|status| quote.status(today) == status)
            && args.customer.as_ref().is_none_or(|number| quote.customer_no == *number)
    };
    let row = |(id, quote): (&String, &Quote)| json!({"id": id, "cust": quote.customer_no, "st": quote.status(today), "amt": erp.amount(total(&quote.lines))});
    Ok(erp.quotes.iter().filter(wanted).map(row).collect())
}

fn convert(erp: &mut Erp, call: &mut Call, args: Convert) -> Reply {
    let today = call.now.day();
    let quote = QUOTE.get(&erp.quotes, &args.quote)?;
    if let Some(order) = &quote.order_no {
        return Err(conflict(format!("Quote was converted to order {order} before.")));
    }
    if quote.status(today) == QuoteStatus::Expired {
        return Err(conflict("Quote is expired. Use quote_create for a new one."));
    }
    let (customer, sum) = (CUSTOMER.get(&erp.customers, &quote.customer_no)?, total(&quote.lines));
    let free = customer.credit_limit.saturating_sub(erp.exposure(&customer.number, today));
    if sum > free {
        return Err(not_allowed(format!(
            "Credit limit of {} exceeded: {} free, {} needed. Use updateCustomerCreditLimit.",
            customer.name,
            erp.amount(free),
            erp.amount(sum)
        )));
    }
    let number = format!("1{}", call.ids.number("erp order"));
    let order = SalesOrder {
        number: number.clone(),
        customer_no: quote.customer_no.clone(),
        status: SoStatus::New,
        lines: quote.lines.clone(),
        created: today,
        warehouse: None,
        shipped: None,
        cancelled_for: None,
    };
    QUOTE.get_mut(&mut erp.quotes, &args.quote)?.order_no = Some(number.clone());
    erp.sales_orders.insert(number.clone(), order);
    Ok(json!({"OrderNo": number, "quote_id": args.quote, "status": SoStatus::New}))
}

impl Erp {
    fn quote_json(&self, id: &str, quote: &Quote, today: Day) -> Value {
        let line = |line: &SalesLine| json!({"sku": line.sku, "quantity": line.qty, "unit_price": self.amount(line.unit_price)});
        json!({
            "quoteId": id,
            "customer_no": quote.customer_no,
            "status": quote.status(today),
            "created_ts": unix(quote.created),
            "valid_until_ts": unix(quote.valid_until),
            "items": quote.lines.iter().map(line).collect::<Vec<_>>(),
            "total": self.amount(total(&quote.lines)),
            "orderNo": quote.order_no,
        })
    }
}
