//! The back office as the world has it.

use std::collections::BTreeSet;

use super::Erp;
use super::codes::*;
use super::types::*;
use super::words::{CENTRES, KINDS, TERMS};
use crate::kit::Table;
use crate::kit::ids::number;
use crate::kit::rng::Rng;
use crate::world::World;
use crate::world::cast::{Cast, Company, address_part};
use crate::world::firms::{FIRM_FIRST, FIRM_SECOND};

struct Maker<'a> {
    world: &'a World,
    cast: &'a Cast,
    erp: Erp,
    /// Keys of the tables by index.
    customers: Vec<String>,
    suppliers: Vec<String>,
    items: Vec<String>,
}

pub fn generate(world: &World) -> Erp {
    let cast = Cast::generate(world);
    let erp = Erp {
        approvals: Table::new(),
        company: cast.own_company().to_owned(),
        cost_centres: Table::new(),
        currency: cast.locale.currency.to_owned(),
        customers: Table::new(),
        exports: Table::new(),
        goods_receipts: Table::new(),
        items: Table::new(),
        purchase_orders: Table::new(),
        quotes: Table::new(),
        sales_orders: Table::new(),
        stock: Table::new(),
        suppliers: Table::new(),
        user: sign(cast.owner.given, cast.owner.family),
        warehouses: Table::new(),
    };
    let (customers, suppliers, items) = (Vec::new(), Vec::new(), Vec::new());
    let mut maker = Maker { world, cast: &cast, erp, customers, suppliers, items };
    maker.partners();
    maker.centres();
    maker.items();
    (0..world.scaled(12)).for_each(|index| maker.purchase(index));
    (0..world.scaled(12)).for_each(|index| maker.sale(index));
    maker.limits();
    (0..world.scaled(8)).for_each(|index| maker.quote(index));
    maker.credit_request();
    maker.erp
}

/// How the system signs people: `AWHITFIELD`.
fn sign(given: &str, family: &str) -> String {
    let given: String = address_part(given).chars().take(1).collect();
    format!("{given}{}", address_part(family)).to_ascii_uppercase()
}

impl Maker<'_> {
    fn rng(&self, label: &str, index: usize) -> Rng {
        self.world.rng(label, index)
    }

    fn number(&self, kind: &str, index: usize) -> u64 {
        number(self.world.seed, kind, index as u64)
    }

    fn colleague(&self, rng: &mut Rng) -> String {
        let colleagues = self.cast.with_role(crate::world::cast::Role::Colleague);
        let person = &self.cast.people[colleagues[rng.index(colleagues.len())]];
        sign(person.given, person.family)
    }

    /// Companies that nobody in the world works for.
    fn others(&self, rng: &mut Rng, count: usize) -> Vec<Company> {
        let mut names: BTreeSet<String> = self.cast.companies.iter().map(|company| company.name.clone()).collect();
        let mut others = Vec::new();
        while others.len() < count {
            let (first, second) = (rng.pick(&FIRM_FIRST), rng.pick(&FIRM_SECOND));
            let name = format!("{first} {second}");
            if names.insert(name.clone()) {
                let domain = format!("{}{}.example", address_part(first), address_part(second));
                others.push(Company { name, domain });
            }
        }
        others
    }

    /// Customers and suppliers: the companies of the cast and some more. Then the warehouses.
    fn partners(&mut self) {
        let mut rng = self.rng("erp partners", 0);
        let known = &self.cast.companies[1..];
        let more = self.others(&mut rng, self.world.scaled(7));
        let (buying, selling) = more.split_at(self.world.scaled(3));
        let first = rng.range(1_200, 6_000);
        let unit = self.erp.money().price(100_000);
        for (index, company) in known.iter().chain(buying).enumerate() {
            let person = self.cast.people.iter().find(|person| person.company == Some(index + 1));
            let person = person.filter(|_| index < known.len());
            let number = format!("C{}", first + index as i64 * 3);
            let customer = Customer {
                number: number.clone(),
                name: company.name.clone(),
                city: person.map_or_else(|| rng.pick(self.cast.locale.cities), |person| person.city).to_owned(),
                contact: person.map_or_else(|| "Purchasing".to_owned(), |person| person.name()),
                email: person.map_or_else(|| format!("orders@{}", company.domain), |person| person.email.clone()),
                price_group: ['A', 'B', 'C'][rng.index(3)],
                credit_limit: unit * rng.range(4, 30),
            };
            self.erp.customers.insert(number.clone(), customer);
            self.customers.push(number);
        }
        let first = rng.range(10_000, 70_000);
        for (index, company) in known.iter().rev().take(self.world.scaled(2)).chain(selling).enumerate() {
            let id = format!("S{}", first + index as i64 * 10);
            let status = match index % 6 {
                4 => SupplierStatus::OnHold,
                5 => SupplierStatus::Blocked,
                _ => SupplierStatus::Active,
            };
            let supplier = Supplier {
                name: company.name.clone(),
                city: rng.pick(self.cast.locale.cities).to_owned(),
                email: format!("sales@{}", company.domain),
                status,
                lead_days: rng.range(3, 28),
                terms: rng.pick(&TERMS).to_owned(),
                remark: (status != SupplierStatus::Active).then(|| "Quality complaint".to_owned()),
            };
            self.erp.suppliers.insert(id.clone(), supplier);
            self.suppliers.push(id);
        }
        for (index, city) in rng.some(self.cast.locale.cities, 3).into_iter().enumerate() {
            let letters: String = address_part(city).chars().take(2).collect();
            let code = format!("{}{:02}", letters.to_ascii_uppercase(), index + 1);
            let name = ["Main warehouse", "Regional warehouse", "Returns and spare parts"][index % 3];
            let warehouse = Warehouse { code: code.clone(), name: name.to_owned(), city: city.to_owned() };
            self.erp.warehouses.insert(code, warehouse);
        }
    }

    fn centres(&mut self) {
        let mut rng = self.rng("erp centres", 0);
        let first = rng.range(10, 70) * 100;
        for (index, (name, budget)) in CENTRES.iter().enumerate() {
            let manager = if index.is_multiple_of(4) { self.erp.user.clone() } else { self.colleague(&mut rng) };
            let budget = self.erp.money().price(budget * 100);
            let spent = budget * rng.range(20, 85) / 100;
            let centre = CostCentre { name: (*name).to_owned(), manager, budget, committed: 0, spent };
            self.erp.cost_centres.insert(format!("CC{}", first + index as i64 * 10), centre);
        }
    }

    fn items(&mut self) {
        let mut rng = self.rng("erp items", 0);
        let money = self.erp.money();
        for index in 0..self.world.scaled(24) {
            let kind = &KINDS[rng.index(KINDS.len())];
            let key = self.number("erp item", index);
            let cost = money.price(kind.cost * rng.range(80, 125) / 100);
            let item = Item {
                id: i64::try_from(key).unwrap_or_default(),
                sku: format!("{}-{:04}", kind.letters, 1_000 + index * 7),
                description: format!("{} {}", kind.name, rng.pick(kind.sizes)),
                category: kind.category.to_owned(),
                uom: kind.uom.to_owned(),
                cost,
                price: cost * rng.range(125, 170) / 100,
                supplier_id: self.suppliers[index % self.suppliers.len()].clone(),
                reorder_point: rng.range(1, 8) * 20,
            };
            for code in self.erp.warehouses.keys().cloned().collect::<Vec<_>>() {
                if rng.chance(70) {
                    self.erp.change_stock(&code, item.id, rng.range(0, 26) * 10, 0);
                }
            }
            self.erp.items.insert(key.to_string(), item);
            self.items.push(key.to_string());
        }
    }

    fn purchase(&mut self, index: usize) {
        use PoStatus::*;
        let mut rng = self.rng("erp purchase", index);
        // Of those in approval the first waits for the user and the second was made by the user.
        let status = [
            Received, Released, PartlyReceived, Draft, InApproval, InApproval, Cancelled, Released, Rejected, Draft,
            InApproval, Received,
        ][index % 12];
        let for_me = status == InApproval && index % 12 != 5;
        let mine = status == Draft || index % 12 == 5 || (status != InApproval && rng.chance(50));
        let active: Vec<&String> = self.suppliers.iter().filter(|id| self.is_active(id)).collect();
        let supplier_id = active[rng.index(active.len())].clone();
        let sourced: Vec<&Item> = self.erp.items.values().filter(|item| item.supplier_id == supplier_id).collect();
        let count = rng.range(1, 3) as usize;
        let today = self.world.now.day();
        let line = |item: &Item, rng: &mut Rng| {
            let qty = rng.range(1, 12) * 10;
            let received = match status {
                Received => qty,
                PartlyReceived => qty / 2,
                _ => 0,
            };
            PoLine { item_no: item.id.to_string(), qty, received, price: item.cost }
        };
        let lines: Vec<PoLine> = rng.some(&sourced, count).into_iter().map(|item| line(item, &mut rng)).collect();
        let centres: Vec<&String> = self
            .erp
            .cost_centres
            .iter()
            .filter(|(_, centre)| status != InApproval || (centre.manager == self.erp.user) == for_me)
            .map(|(code, _)| code)
            .collect();
        let age = if status == Received { rng.range(30, 90) } else { rng.range(2, 25) };
        let created = today.plus_days(-age);
        let wanted = created.plus_days(rng.range(14, 30));
        let po = PurchaseOrder {
            number: format!("45{}", self.number("erp po", index)),
            supplier_id,
            cost_centre: centres[rng.index(centres.len())].clone(),
            status,
            lines,
            created_by: if mine { self.erp.user.clone() } else { self.colleague(&mut rng) },
            created,
            wanted,
            cancelled_for: (status == Cancelled).then(|| "Ordered twice".to_owned()),
        };
        self.follow_up(&mut rng, index, &po);
        self.erp.purchase_orders.insert(po.number.clone(), po);
    }

    fn is_active(&self, supplier: &str) -> bool {
        self.erp.suppliers.get(supplier).is_some_and(|one| one.status == SupplierStatus::Active)
    }

    /// What an order leaves behind: receipts, money bound and spent, a request.
    fn follow_up(&mut self, rng: &mut Rng, index: usize, po: &PurchaseOrder) {
        let today = self.world.now.day();
        let codes: Vec<String> = self.erp.warehouses.keys().cloned().collect();
        for (place, line) in po.lines.iter().enumerate().filter(|(_, line)| line.received > 0) {
            let receipt = Receipt {
                po_number: po.number.clone(),
                item_no: line.item_no.clone(),
                warehouse: codes[rng.index(codes.len())].clone(),
                qty: line.received,
                posted: po.wanted.plus_days(rng.range(-6, 4)).min(today.plus_days(-1)).max(po.created),
            };
            self.erp.goods_receipts.insert(format!("50{}", self.number("erp receipt", index * 8 + place)), receipt);
        }
        if matches!(po.status, PoStatus::Released | PoStatus::PartlyReceived)
            && let Some(centre) = self.erp.cost_centres.get_mut(&po.cost_centre)
        {
            centre.committed += po.open_value();
        }
        let centre = self.erp.cost_centres.get(&po.cost_centre);
        if let Some(centre) = centre.filter(|_| po.status == PoStatus::InApproval) {
            let approval = Approval {
                kind: ApprovalKind::Purchase,
                doc: po.number.clone(),
                amount: po.total(),
                requested_by: po.created_by.clone(),
                approver: centre.manager.clone(),
                status: ApprovalStatus::Pending,
                created: po.created.plus_days(1),
                cost_center: Some(po.cost_centre.clone()),
                comment: None,
            };
            self.erp.approvals.insert(format!("APR{}", self.number("erp approval", index)), approval);
        }
    }

    fn lines(&self, rng: &mut Rng, customer: &str, most: i64) -> Vec<SalesLine> {
        let count = rng.range(1, 3) as usize;
        let line = |key: &String, rng: &mut Rng| {
            let qty = rng.range(1, most) * 5;
            let item = self.erp.items.get(key)?;
            let unit_price = self.erp.price_for(customer, key, qty).unwrap_or(item.price);
            Some(SalesLine { sku: item.sku.clone(), qty, unit_price })
        };
        rng.some(&self.items, count).iter().filter_map(|key| line(key, rng)).collect()
    }

    fn sale(&mut self, index: usize) {
        let mut rng = self.rng("erp sale", index);
        let status = [
            SoStatus::Shipped,
            SoStatus::New,
            SoStatus::Released,
            SoStatus::Shipped,
            SoStatus::Cancelled,
            SoStatus::New,
        ][index % 6];
        let customer_no = self.customers[rng.index(self.customers.len())].clone();
        let lines = self.lines(&mut rng, &customer_no, 12);
        let shipped_ago = if index.is_multiple_of(6) { rng.range(1, 25) } else { rng.range(31, 90) };
        let today = self.world.now.day();
        let shipped = (status == SoStatus::Shipped).then(|| today.plus_days(-shipped_ago));
        let codes: Vec<String> = self.erp.warehouses.keys().cloned().collect();
        let place = codes[rng.index(codes.len())].clone();
        if status == SoStatus::Released {
            for line in &lines {
                let Ok(item) = self.erp.item(&line.sku).map(|item| item.id) else { continue };
                let missing = (line.qty - self.erp.stock_of(&place, item).available()).max(0);
                self.erp.change_stock(&place, item, missing, line.qty);
            }
        }
        let order = SalesOrder {
            number: format!("1{}", self.number("erp order", index)),
            customer_no,
            status,
            lines,
            created: shipped.unwrap_or(today).plus_days(-rng.range(1, 12)),
            warehouse: matches!(status, SoStatus::Released | SoStatus::Shipped).then_some(place),
            shipped,
            cancelled_for: (status == SoStatus::Cancelled).then_some(CancelReason::CustomerRequest),
        };
        self.erp.sales_orders.insert(order.number.clone(), order);
    }

    /// No customer begins above its limit.
    fn limits(&mut self) {
        let (today, unit) = (self.world.now.day(), self.erp.money().price(100_000));
        for number in &self.customers {
            let owed = self.erp.exposure(number, today);
            if let Some(customer) = self.erp.customers.get_mut(number) {
                customer.credit_limit = customer.credit_limit.max((owed * 5 / 4 / unit + 1) * unit);
            }
        }
    }

    /// Open ones, expired ones, one that became an order, and one that is too much for its customer.
    fn quote(&mut self, index: usize) {
        let mut rng = self.rng("erp quote", index);
        let today = self.world.now.day();
        let orders: Vec<&SalesOrder> = self.erp.sales_orders.values().collect();
        let won = orders[rng.index(orders.len())].clone();
        let is_won =
            index % 4 == 2 && self.erp.quotes.values().all(|quote| quote.order_no.as_ref() != Some(&won.number));
        let customer_no =
            if is_won { won.customer_no.clone() } else { self.customers[rng.index(self.customers.len())].clone() };
        let lines = match index % 4 {
            _ if is_won => won.lines.clone(),
            3 => self.lines(&mut rng, &customer_no, 240),
            _ => self.lines(&mut rng, &customer_no, 10),
        };
        let age = rng.range(2, 20);
        let created = if is_won { won.created.plus_days(-age) } else { today.plus_days(-age) };
        let quote = Quote {
            customer_no,
            lines,
            created: if index % 4 == 1 { created.plus_days(-40) } else { created },
            valid_until: if index % 4 == 1 { created.plus_days(-10) } else { created.plus_days(30) },
            order_no: is_won.then_some(won.number),
        };
        self.erp.quotes.insert(format!("Q{}", self.number("erp quote", index)), quote);
    }

    /// A colleague wants more credit for a customer, and the user decides.
    fn credit_request(&mut self) {
        let mut rng = self.rng("erp credit", 0);
        let customer = &self.customers[rng.index(self.customers.len())];
        let limit = self.erp.customers.get(customer).map_or(0, |one| one.credit_limit);
        let approval = Approval {
            kind: ApprovalKind::Credit,
            doc: customer.clone(),
            amount: limit * 3 / 2,
            requested_by: self.colleague(&mut rng),
            approver: self.erp.user.clone(),
            status: ApprovalStatus::Pending,
            created: self.world.now.day().plus_days(-rng.range(1, 6)),
            cost_center: None,
            comment: None,
        };
        self.erp.approvals.insert(format!("APR{}", self.number("erp approval", 1_000_000)), approval);
    }
}
